import type { Caller } from '../auth/caller.ts';
import { AwsError, validationError } from '../errors.ts';
import type { Params } from '../http/params.ts';
import type { RequestContext } from '../policy/context.ts';

/** The tags of a new session. */
export interface SessionTags {
  /** From the request. */
  readonly passed: Readonly<Record<string, string>>;
  readonly passedTransitiveKeys: readonly string[];
  /** Transitive tags of the calling session. */
  readonly inherited: Readonly<Record<string, string>>;
}

const MAX_TAGS = 50;
const CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

const invalid = (message: string): AwsError => new AwsError('InvalidParameterValue', message);
const lower = (keys: readonly string[]): readonly string[] => keys.map((key) => key.toLowerCase());
const isRepeated = (keys: readonly string[]): boolean => new Set(lower(keys)).size !== keys.length;

const checkTag = ({ Key = '', Value = '' }: Readonly<Record<string, string>>): readonly [string, string] => {
  if (Key.length < 1 || Key.length > 128 || Value.length > 256 || !CHARACTERS.test(Key + Value)) {
    throw validationError(`Value '${Key}' at 'tags' failed to satisfy constraint: not a session tag`);
  }
  if (/^aws:/i.test(Key)) throw invalid('Tag keys must not start with the reserved prefix aws:');
  return [Key, Value];
};

const inheritedBy = (caller: Caller): Readonly<Record<string, string>> => {
  if (caller.kind !== 'session') return {};
  const { tags = {}, transitiveTagKeys = [] } = caller.session;
  const handedOn = new Set(lower(transitiveTagKeys));
  return Object.fromEntries(Object.entries(tags).filter(([key]) => handedOn.has(key.toLowerCase())));
};

/**
 * Reads Tags and TransitiveTagKeys. Refuses keys that are equal regardless of case, and keys that are inherited. Source: AWS, IAM User
 * Guide, "Pass session tags in AWS STS"; STS API Reference, AssumeRole.
 */
export const sessionTagsOf = (caller: Caller, params: Params): SessionTags => {
  const entries = params.list('Tags').map(checkTag);
  const keys = entries.map(([key]) => key);
  const passedTransitiveKeys = params.list('TransitiveTagKeys').map(({ value = '' }) => value);
  const inherited = inheritedBy(caller);
  if (entries.length + Object.keys(inherited).length > MAX_TAGS) {
    throw validationError(
      `Value at 'tags' failed to satisfy constraint: Member must have length less than or equal to 50`,
    );
  }
  if (isRepeated(keys) || isRepeated(passedTransitiveKeys)) {
    throw invalid('Duplicate tag keys found. Please note that Tag keys are case insensitive.');
  }
  if (passedTransitiveKeys.some((key) => !lower(keys).includes(key.toLowerCase()))) {
    throw invalid('The specified transitive tag key must be included in the requested tags.');
  }
  if (keys.some((key) => lower(Object.keys(inherited)).includes(key.toLowerCase()))) {
    throw invalid(
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    );
  }
  return { passed: Object.fromEntries(entries), passedTransitiveKeys, inherited };
};

/** The condition keys of passed tags, for sts:AssumeRole and sts:TagSession. */
export const sessionTagContext = ({ passed, passedTransitiveKeys }: SessionTags): RequestContext => ({
  ...Object.fromEntries(Object.entries(passed).map(([key, value]) => [`aws:RequestTag/${key}`, value])),
  ...(Object.keys(passed).length === 0 ? {} : { 'aws:TagKeys': Object.keys(passed) }),
  ...(passedTransitiveKeys.length === 0 ? {} : { 'sts:TransitiveTagKeys': passedTransitiveKeys }),
});

/** The tags to store with the new session. */
export const newSessionTags = ({ passed, passedTransitiveKeys, inherited }: SessionTags) => {
  const tags = { ...inherited, ...passed };
  const transitiveTagKeys = [...Object.keys(inherited), ...passedTransitiveKeys];
  return {
    ...(Object.keys(tags).length === 0 ? {} : { tags }),
    ...(transitiveTagKeys.length === 0 ? {} : { transitiveTagKeys }),
  };
};
