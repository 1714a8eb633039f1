import { manyOf, type PolicyStatement } from './policy-document.ts';

/** The names alone identify the bot's statements in trust policies and its inline policies. */
const OUR_SID = /^AssumeBot(?:[0-9a-f]{6})?[0-9a-f]{8}$/;
const OUR_POLICY = /^assume-bot-/;

/** Whether the bot wrote this statement of a trust policy. */
export const isOurStatement = ({ Sid }: PolicyStatement): boolean => OUR_SID.test(Sid ?? '');

/** Whether the bot wrote this inline policy. */
export const isOurPolicy = (name: string): boolean => OUR_POLICY.test(name);

/** The purpose of a statement that the bot wrote. */
export type Purpose = 'opens' | 'keeps source identity' | 'allows session tags' | 'cuts sessions' | 'denies renewal';

/**
 * Finds the purpose of a statement. A session guard denies sessions everything, and denies that they assume the same role
 * again. A trust policy lets users assume the role, and lets federated users keep their source identity and tag their session.
 */
export const purposeOf = ({ Effect, Action }: PolicyStatement): Purpose => {
  const isAssumption = manyOf(Action).includes('sts:AssumeRole');
  if (Effect === 'Deny') return isAssumption ? 'denies renewal' : 'cuts sessions';
  if (isAssumption) return 'opens';
  return manyOf(Action).includes('sts:TagSession') ? 'allows session tags' : 'keeps source identity';
};

const withoutPartition = (arn: string): string => arn.replace(/^arn:[^:]*:/, '');

/** Whether a policy names a role. A policy near its quota names roles in any partition (`arn:*:…`). */
export const concernsRole = (statements: readonly PolicyStatement[], arn: string): boolean =>
  statements.some(({ Resource }) => manyOf(Resource).some((one) => withoutPartition(one) === withoutPartition(arn)));

const valuesOf = (statement: PolicyStatement, operator: string, key: string): readonly string[] =>
  manyOf(statement.Condition?.[operator]?.[key]).map(String);

const dateOf = (statement: PolicyStatement, operator: string): Date | undefined => {
  const [text] = valuesOf(statement, operator, 'aws:CurrentTime');
  const date = text === undefined ? undefined : new Date(text);
  return date === undefined || Number.isNaN(date.getTime()) ? undefined : date;
};

/** A period in which users can assume a role, according to the trust policy. */
export interface Opening {
  /** IAM user names, or session names of federated users. */
  readonly people: readonly string[];
  readonly startsAt?: Date;
  readonly endsAt: Date;
}

/**
 * The access periods that the bot's statements of a trust policy define. A statement that never matches defines none.
 */
export const openingsOf = (trust: readonly PolicyStatement[]): readonly Opening[] =>
  trust.filter(isOurStatement).flatMap((statement) => {
    const endsAt = dateOf(statement, 'DateLessThan');
    const users = valuesOf(statement, 'StringEquals', 'aws:username');
    const people = users.length > 0 ? users : valuesOf(statement, 'StringEquals', 'sts:RoleSessionName');
    if (endsAt === undefined || people.length === 0) return [];
    const startsAt = dateOf(statement, 'DateGreaterThanEquals');
    return [{ people, endsAt, ...(startsAt === undefined ? {} : { startsAt }) }];
  });

/**
 * When the session guard ends a user's access. A Deny that applies only to sessions from before a renewed start is not
 * an end.
 */
export const guardCutOf = (guard: readonly PolicyStatement[], sessionName: string, now: Date): Date | undefined =>
  guard
    .filter((statement) => valuesOf(statement, 'StringLike', 'aws:userid').includes(`*:${sessionName}`))
    .filter((statement) => valuesOf(statement, 'DateLessThan', 'aws:TokenIssueTime').length === 0)
    .flatMap((statement) => dateOf(statement, 'DateGreaterThanEquals') ?? [])
    .filter((cut) => cut > now)
    .toSorted((one, other) => one.getTime() - other.getTime())[0];

/**
 * When a user's access ends. Several users can share a statement that ends later, so the user's own end in the guard
 * takes precedence. With several periods, the current one counts, otherwise the next one.
 */
export const endOf = (
  { trust, guard }: { readonly trust: readonly PolicyStatement[]; readonly guard: readonly PolicyStatement[] },
  person: string,
  now: Date,
): { readonly startsAt?: Date; readonly endsAt: Date } | undefined => {
  const left = openingsOf(trust).filter(({ people, endsAt }) => people.includes(person) && endsAt > now);
  const startOf = ({ startsAt = now }: Opening): number => Math.max(startsAt.getTime(), now.getTime());
  const [mine] = left.toSorted(
    (one, other) => startOf(one) - startOf(other) || other.endsAt.getTime() - one.endsAt.getTime(),
  );
  if (mine === undefined) return undefined;
  const cut = guardCutOf(guard, person, now);
  const endsAt = cut !== undefined && cut < mine.endsAt ? cut : mine.endsAt;
  return { endsAt, ...(mine.startsAt === undefined ? {} : { startsAt: mine.startsAt }) };
};

/** The effect of a statement at a given time. Only its dates change the effect. */
export type InForce = 'yes' | 'not yet' | 'no more';

/** Whether a statement is in effect now, according to its time conditions. */
export const inForce = (statement: PolicyStatement, now: Date): InForce => {
  const [from, until] = [dateOf(statement, 'DateGreaterThanEquals'), dateOf(statement, 'DateLessThan')];
  if (until !== undefined && now >= until) return 'no more';
  return from !== undefined && now < from ? 'not yet' : 'yes';
};
