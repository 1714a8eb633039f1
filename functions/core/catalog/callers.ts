import type { Directory } from '../authority/directory.ts';
import {
  type AccountId,
  parseAccountId,
  parseSessionName,
  parseUserArn,
  partitionOf,
  type SessionName,
  type SlackUserId,
  type UserArn,
} from '../names.ts';
import { matchesPieces } from '../policy/wildcards.ts';
import type { Catalog, Principal } from './catalog.ts';
import { principalOf } from './lookup.ts';

/** Who signed a call to AWS. */
export type Caller =
  | { readonly kind: 'iam-user'; readonly arn: UserArn }
  | {
      readonly kind: 'session';
      readonly partition: string;
      readonly accountId: AccountId;
      /** The name of the role. The ARN of a session does not contain the path of its role. */
      readonly roleName: string;
      readonly sessionName: SessionName;
    };

const SESSION_ARN = /^arn:(aws[a-z-]*):sts::(\d{12}):assumed-role\/([^/]+)\/([^/]+)$/;

/** The caller of an ARN, as STS and API Gateway show it. Undefined for a root user, a federated user and other texts. */
export const parseCaller = (arn: string): Caller | undefined => {
  try {
    const session = SESSION_ARN.exec(arn);
    if (session === null) return { kind: 'iam-user', arn: parseUserArn(arn) };
    const [, partition = '', account = '', roleName = '', name = ''] = session;
    return {
      kind: 'session',
      partition,
      accountId: parseAccountId(account),
      roleName,
      sessionName: parseSessionName(name),
    };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};

/** Whether a caller is this AWS identity: the same IAM user, or a session of its role with its session name. */
export const isIdentityOf = (caller: Caller, principal: Principal): boolean => {
  if (caller.kind === 'iam-user')
    // IAM user names are unique in an account regardless of case.
    return principal.kind === 'iam-user' && principal.arn.toLowerCase() === caller.arn.toLowerCase();
  if (principal.kind !== 'federated') return false;
  const { accountId, roleArnPattern, sessionName } = principal;
  const namePattern = roleArnPattern.slice(roleArnPattern.lastIndexOf('/') + 1);
  return (
    accountId === caller.accountId &&
    partitionOf(roleArnPattern) === caller.partition &&
    sessionName === caller.sessionName &&
    matchesPieces([{ text: namePattern, isLiteral: false }], caller.roleName)
  );
};

export type FoundUser =
  | { readonly kind: 'user'; readonly id: SlackUserId }
  /** Neither the catalog nor the rule for e-mail addresses has this AWS identity. */
  | { readonly kind: 'unknown_caller' }
  /** Several users have this AWS identity, so the caller could be any of them. */
  | { readonly kind: 'ambiguous_caller'; readonly ids: readonly SlackUserId[] };

/** The one user whose AWS identity signed a call. */
export const userOfCaller = (catalog: Catalog, { people }: Pick<Directory, 'people'>, arn: string): FoundUser => {
  const caller = parseCaller(arn);
  if (caller === undefined) return { kind: 'unknown_caller' };
  const known = [...new Set([...Object.keys(catalog.people), ...Object.keys(people)])] as SlackUserId[];
  const ids = known.filter((id) => {
    const found = principalOf(catalog, id, people[id]?.email);
    return found.kind === 'principal' && isIdentityOf(caller, found.principal);
  });
  const [id, ...others] = ids;
  if (id === undefined) return { kind: 'unknown_caller' };
  return others.length === 0 ? { kind: 'user', id } : { kind: 'ambiguous_caller', ids };
};
