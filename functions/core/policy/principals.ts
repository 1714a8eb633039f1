import type { Statement } from '../trust/documents.ts';
import { any, not, type Truth, truthOf } from './truth.ts';

/** The caller: an IAM user, or a session of a role. */
export interface Caller {
  readonly accountId: string;
  /** The ARN of the user, or of the role with its path. */
  readonly arn: string;
  readonly kind: 'user' | 'role';
  /** The session name of a role; undefined if it is not known. */
  readonly sessionName?: string;
}

/**
 * How a statement of a resource policy names the caller, with the closest first. Source: AWS, IAM User Guide, "Policy evaluation
 * logic": a session or user is allowed by it alone, a role within its boundary, and an account leaves the decision to its policies.
 */
export const MATCHES = ['session', 'user', 'role', 'everyone', 'account'] as const;
export type Match = (typeof MATCHES)[number];

/** How sure each match is. */
export type Matched = Readonly<Partial<Record<Match, Truth>>>;

const sessionMatch = (value: string, { arn, accountId, sessionName }: Caller): Truth => {
  const [, account, name, session] = /^arn:[^:]+:sts::(\d{12}):assumed-role\/([^/]+)\/(.+)$/.exec(value) ?? [];
  if (account !== accountId || name !== arn.slice(arn.lastIndexOf('/') + 1)) return 'no';
  return sessionName === undefined ? 'unknown' : truthOf(session === sessionName);
};

const matchOf = (type: string, value: string, caller: Caller): Matched => {
  if (type !== 'AWS') return {};
  if (value === '*') return { everyone: 'yes' };
  if (value === caller.accountId || /^arn:[^:]+:iam::(\d{12}):root$/.exec(value)?.[1] === caller.accountId)
    return { account: 'yes' };
  if (value === caller.arn) return { [caller.kind]: 'yes' };
  const session = caller.kind === 'role' ? sessionMatch(value, caller) : 'no';
  return session === 'no' ? {} : { session };
};

const merge = (all: readonly Matched[]): Matched =>
  Object.fromEntries(
    MATCHES.flatMap((match) => {
      const truths = all.flatMap((one) => one[match] ?? []);
      return truths.length === 0 ? [] : [[match, any(truths)]];
    }),
  );

const matchesOf = (block: unknown, caller: Caller): Matched => {
  if (typeof block === 'string') return block === '*' ? { everyone: 'yes' } : {};
  const entries = Object.entries((block ?? {}) as Readonly<Record<string, string | readonly string[]>>);
  return merge(entries.flatMap(([type, values]) => [values].flat().map((value) => matchOf(type, value, caller))));
};

/**
 * A Deny with NotPrincipal exempts a caller only if it names the account, the role of a session, and the user or session. Source:
 * AWS, IAM User Guide, "AWS JSON policy elements: NotPrincipal".
 */
const notPrincipal = (matched: Matched, { kind }: Caller, effect: string): Truth => {
  if (effect !== 'Deny') return not(any(Object.values(matched)));
  if (matched.everyone !== undefined) return 'no';
  const levels: readonly Match[] = kind === 'user' ? ['account', 'user'] : ['account', 'role', 'session'];
  const named = levels.map((level) => matched[level] ?? 'no');
  return named.includes('no') ? 'yes' : named.includes('unknown') ? 'unknown' : 'no';
};

/** How a statement names the caller. A statement without a principal belongs to an identity. */
export const matchPrincipal = (statement: Statement, caller: Caller): Matched => {
  const { Principal, Effect } = statement;
  if (Principal !== undefined) return matchesOf(Principal, caller);
  if (statement['NotPrincipal'] === undefined) return { everyone: 'yes' };
  const covers = notPrincipal(matchesOf(statement['NotPrincipal'], caller), caller, Effect);
  return covers === 'no' ? {} : { everyone: covers };
};
