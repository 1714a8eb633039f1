import type { NotSeen } from '../../doctor/facts.ts';
import type { Caller } from '../../policy/principals.ts';
import { all, any, type Truth, truthOf } from '../../policy/truth.ts';
import type { KeyGrant, Seen } from './facts.ts';

const includesContext = (given: Readonly<Record<string, string>>, wanted: Readonly<Record<string, string>>): boolean =>
  Object.entries(wanted).every(([name, value]) => given[name] === value);

const isMetBy = ({ contextEquals, contextSubset }: KeyGrant, s3Arn: string | undefined): Truth => {
  if (contextEquals === undefined && contextSubset === undefined) return 'yes';
  if (s3Arn === undefined) return 'unknown';
  const context = { 'aws:s3:arn': s3Arn };
  const isSubset = contextSubset === undefined || includesContext(context, contextSubset);
  const isEqual =
    contextEquals === undefined || (includesContext(context, contextEquals) && includesContext(contextEquals, context));
  return truthOf(isSubset && isEqual);
};

const granteeIs = ({ grantee }: KeyGrant, { arn, accountId, sessionName }: Caller): Truth => {
  if (grantee === arn) return 'yes';
  const [, account, role, session] = /^arn:[^:]+:sts::(\d{12}):assumed-role\/([^/]+)\/(.+)$/.exec(grantee) ?? [];
  if (account !== accountId || role !== arn.slice(arn.lastIndexOf('/') + 1)) return 'no';
  return sessionName === undefined ? 'unknown' : session === sessionName ? 'yes' : 'no';
};

/**
 * Whether a grant of a key gives a caller an operation, such as `Decrypt`. Source: AWS, KMS Developer Guide, "Grants in AWS KMS"
 * and "Using grant constraints".
 */
export const grantOf = (
  grants: Seen<readonly KeyGrant[]>,
  caller: Caller,
  operation: string,
  /** The encryption context of S3; undefined if it is not known. */
  s3Arn: string | undefined,
): { readonly truth: Truth; readonly unread: readonly NotSeen[] } => {
  if (grants.kind === 'not_seen') return { truth: 'unknown', unread: [grants] };
  const truths = grants.value
    .filter((grant) => grant.operations.includes(operation))
    .map((grant) => all([granteeIs(grant, caller), isMetBy(grant, s3Arn)]));
  return { truth: any(truths), unread: [] };
};
