import { AwsError } from '../errors.ts';
import type { RequestContext } from '../policy/context.ts';
import type { IamCall } from './iam-call.ts';

type Tags = Readonly<Record<string, string>>;

const isSameKey = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** Removes tags by key, regardless of case. */
export const withoutTags = (tags: Tags, keys: readonly string[]): Record<string, string> =>
  Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.some((removed) => isSameKey(key, removed))));

/**
 * Adds tags. A key that differs from an existing key only by case replaces it. Source: AWS, IAM User Guide,
 * "Tags for AWS Identity and Access Management resources", case sensitivity.
 */
export const withTags = (tags: Tags, put: Tags): Record<string, string> => {
  const all = { ...withoutTags(tags, Object.keys(put)), ...put };
  if (Object.keys(all).length > MAX_TAGS) throw tooMany();
  return all;
};

const MAX_TAGS = 50;
const tooMany = (): AwsError =>
  new AwsError('LimitExceeded', `Cannot exceed quota for TagsPerEntity: ${MAX_TAGS}`, 409);

/** The Tags parameter. Refuses keys that are equal regardless of case. */
export const tagParams = (call: IamCall): Record<string, string> => {
  const tags: Record<string, string> = {};
  for (const { Key = '', Value = '' } of call.params.list('Tags')) {
    if (
      Key.length < 1 ||
      Key.length > 128 ||
      Value.length > 256 ||
      !/^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(Key + Value)
    ) {
      throw new AwsError('ValidationError', `Invalid tag: ${Key}`);
    }
    if (/^aws:/i.test(Key)) throw new AwsError('InvalidInput', 'Tag keys must not start with the reserved prefix aws:');
    if (Object.keys(tags).some((taken) => isSameKey(taken, Key)))
      throw new AwsError('InvalidInput', 'Duplicate tag keys found. Please note that Tag keys are case insensitive.');
    tags[Key] = Value;
  }
  if (Object.keys(tags).length > MAX_TAGS) throw tooMany();
  return tags;
};

/** The TagKeys parameter. */
export const tagKeyParams = (call: IamCall): readonly string[] =>
  call.params.list('TagKeys').map(({ value = '' }) => value);

/** Condition keys for the tags in a request. */
export const requestTagContext = (tags: Readonly<Record<string, string>>): RequestContext => ({
  ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, value])),
  ...(Object.keys(tags).length === 0 ? {} : { 'aws:TagKeys': Object.keys(tags) }),
});

/** The Tags element of an entity, which IAM omits if the entity has no tags. */
export const tagsElement = (tags: Readonly<Record<string, string>>): { readonly Tags?: ReturnType<typeof tagList> } =>
  Object.keys(tags).length === 0 ? {} : { Tags: tagList(tags) };

/** Tags in the list format of IAM. */
export const tagList = (
  tags: Readonly<Record<string, string>>,
): readonly { readonly Key: string; readonly Value: string }[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
