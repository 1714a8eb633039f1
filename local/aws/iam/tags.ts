import { AwsError } from '../errors.ts';
import type { RequestContext } from '../policy/context.ts';
import type { IamCall } from './iam-call.ts';

/** The tags a call brings; a key twice is refused. */
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
    if (Object.hasOwn(tags, Key))
      throw new AwsError('InvalidInput', 'Duplicate tag keys found. Please note that Tag keys are case insensitive.');
    tags[Key] = Value;
  }
  if (Object.keys(tags).length > 50)
    throw new AwsError('LimitExceeded', 'Cannot exceed quota for TagsPerEntity: 50', 409);
  return tags;
};

/** Condition keys of the tags that a call brings. */
export const requestTagContext = (tags: Readonly<Record<string, string>>): RequestContext => ({
  ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, value])),
  ...(Object.keys(tags).length === 0 ? {} : { 'aws:TagKeys': Object.keys(tags) }),
});

/** The Tags element of an entity, which IAM leaves out when there are none. */
export const tagsElement = (tags: Readonly<Record<string, string>>): { readonly Tags?: ReturnType<typeof tagList> } =>
  Object.keys(tags).length === 0 ? {} : { Tags: tagList(tags) };

/** Tags as IAM lists them. */
export const tagList = (
  tags: Readonly<Record<string, string>>,
): readonly { readonly Key: string; readonly Value: string }[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
