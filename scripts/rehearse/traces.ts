import type { LocalAws } from '@assume-bot/local-aws/types';
import type { AccountView, RoleView, UserView } from '@assume-bot/local-aws/view-types';

/** IAM of every account, one line per fact, so that two moments can be compared. The tag of operators is left out. */
export type IamState = ReadonlyMap<string, string>;

const entityFacts = (entity: RoleView | UserView): readonly string[] => {
  const { 'assume-bot': _, ...tags } = entity.tags;
  const { arn, inlinePolicies, attachedPolicies, permissionsBoundary } = entity;
  const trust = 'trustPolicy' in entity ? entity.trustPolicy : undefined;
  return [arn, JSON.stringify({ trust, inlinePolicies, attachedPolicies, permissionsBoundary, tags })];
};

const accountFacts = ({ id, roles, users, policies }: AccountView): readonly (readonly string[])[] => [
  ...[...roles, ...users].map(entityFacts),
  ...policies.map((name) => [`arn:aws:iam::${id}:policy/${name}`, 'exists']),
];

/** Everything in IAM now. */
export const iamState = (aws: LocalAws): IamState =>
  new Map(aws.accounts().flatMap((account) => accountFacts(account) as [string, string][]));

/** What differs between two moments, as sentences. */
export const differences = (before: IamState, after: IamState): readonly string[] => [
  ...[...before.keys()].filter((arn) => !after.has(arn)).map((arn) => `${arn} is gone`),
  ...[...after.keys()].filter((arn) => !before.has(arn)).map((arn) => `${arn} is left`),
  ...[...after].flatMap(([arn, facts]) => {
    const was = before.get(arn);
    return was === undefined || was === facts ? [] : [`${arn} was ${was} and is ${facts}`];
  }),
];

/** Roles, users and policies that still carry a name or a mark of the bot. */
export const marks = (state: IamState): readonly string[] =>
  [...state].filter(([arn, facts]) => /assume-?bot/i.test(`${arn} ${facts}`)).map(([arn]) => arn);
