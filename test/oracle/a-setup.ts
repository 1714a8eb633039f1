import type { Catalog, Principal, RoleRule, Who } from '../../functions/core/catalog/catalog.ts';
import { parseAccessName, parseRoleArn, parseSlackGroupId, type SlackUserId } from '../../functions/core/names.ts';
import { aCatalog, aFederated, anIamUser, aRule, PROD, U, UTILS } from '../support/builders.ts';
import type { Members, Catalog as OracleCatalog, Rule } from './outside-events.ts';

/** All users of the histories, by the name in their Slack user ID. `bobtoo` is another Slack account of bob. */
export const USERS = ['alice', 'random', 'bob', 'bobtoo', 'erin', 'other', 'carol', 'dave'] as const;
export type User = (typeof USERS)[number];

/** Managed and external IAM users, two of them with the same user name, and a federated user. */
export const IDENTITIES: Readonly<Partial<Record<User, Principal>>> = {
  alice: anIamUser('alice'),
  random: anIamUser('random_user', { identity: 'external' }),
  bob: anIamUser('bob'),
  bobtoo: anIamUser('bob'),
  erin: aFederated('erin@example.com'),
  other: anIamUser('alice', { account: PROD, identity: 'external' }),
};
/** The new AWS identity of alice after the catalog change `alice has moved`. */
export const MOVED = anIamUser('alice2');
export const PRINCIPALS: readonly Principal[] = [
  ...Object.values(IDENTITIES).filter((one) => one !== IDENTITIES.bobtoo),
  MOVED,
];

/** Whether no policy of the bot pins the session name if a foreign statement trusts the account of the user. */
const isNameFree = (principal: Principal): boolean =>
  principal.accountId === UTILS && (principal.kind === 'federated' || principal.identity === 'external');

export const identityArn = (principal: Principal): string =>
  principal.kind === 'iam-user' ? principal.arn : `${principal.roleArnPattern}/${principal.sessionName}`;

export const SRE = parseSlackGroupId('S0SRE');
export const SRE_MEMBERS = ['bob', 'dave'] as const;

/** Changes of the catalog. */
export const CHANGES = ['s3 is gone', 'bob approves nothing', 'two approve s3', 'shorter', 'alice has moved'] as const;
export type Change = (typeof CHANGES)[number];

const members = (who: Members): readonly Who[] => [
  ...(who.everyone ? [{ kind: 'everyone' as const }] : []),
  ...(who.users ?? []).map((name) => ({ kind: 'user' as const, id: U(name) })),
  ...(who.groups ?? []).map((id) => ({ kind: 'group' as const, id: parseSlackGroupId(id) })),
];

const arnOf = (name: string): string => `arn:aws:iam::${PROD}:role/${name}`;
const MINUTE = 60;

/** The network that the role `s3` requires. */
const OFFICE = '203.0.113.0/24';

const rulesWith = (changes: readonly Change[]): Readonly<Record<string, Rule>> => {
  const isChanged = (change: Change) => changes.includes(change);
  const bob = isChanged('bob approves nothing') ? [] : ['bob', 'bobtoo'];
  const longestSeconds = (isChanged('shorter') ? 20 : 120) * MINUTE;
  return {
    ...(isChanged('s3 is gone')
      ? {}
      : {
          s3: {
            arn: arnOf('s3'),
            network: OFFICE,
            requesters: { everyone: true },
            approvers: { users: [...bob, 'carol'], groups: [SRE] },
            approvals: isChanged('two approve s3') ? 2 : 1,
            onBehalfOf: { users: ['bob'] },
            longestSeconds,
            emergency: { requesters: { users: ['alice', 'erin'] }, longestSeconds: 60 * MINUTE },
            extension: { isAutomatic: true, longestTotalSeconds: 180 * MINUTE },
          },
        }),
    db: {
      arn: arnOf('db'),
      requesters: { users: ['alice', 'bob', 'erin', 'other', 'random'] },
      approvers: { users: [...bob, 'alice', 'carol'], groups: [SRE] },
      approvals: 2,
      allowsSelfApproval: true,
      longestSeconds,
      extension: { isAutomatic: false, longestTotalSeconds: 150 * MINUTE },
    },
    logs: {
      arn: arnOf('logs'),
      requesters: { users: ['alice', 'random'], groups: [SRE] },
      approvers: { users: ['carol'] },
      approvals: 0,
      longestSeconds,
    },
  };
};

export const BUNDLES: Readonly<Record<string, readonly string[]>> = { both: ['s3', 'db'], all: ['s3', 'logs'] };
export const TARGETS = ['s3', 'db', 'logs', 'both', 'all'] as const;
export const DEFAULT_MINUTES = 15;
/** The default duration of an extension. */
export const EXTENDS_BY_MINUTES = 60;
const LAPSES_AFTER_MINUTES = 240;

const aCoreRule = (name: string, rule: Rule): RoleRule => {
  const { emergency, extension, network, onBehalfOf } = rule;
  return aRule({
    name: parseAccessName(name),
    arn: parseRoleArn(rule.arn),
    durationMinutes: { default: DEFAULT_MINUTES, max: rule.longestSeconds / MINUTE },
    requesters: members(rule.requesters),
    approvers: members(rule.approvers),
    approvals: rule.approvals,
    allowSelfApproval: rule.allowsSelfApproval ?? false,
    ...(network === undefined ? {} : { conditions: { sourceIp: [network] } }),
    ...(onBehalfOf === undefined ? {} : { onBehalfOf: members(onBehalfOf) }),
    ...(emergency === undefined
      ? {}
      : {
          emergency: {
            requesters: members(emergency.requesters),
            reviewWithinMinutes: 60,
            contacts: [],
            maxMinutes: emergency.longestSeconds / MINUTE,
          },
        }),
    ...(extension === undefined
      ? {}
      : {
          extend: {
            byMinutes: EXTENDS_BY_MINUTES,
            automatic: extension.isAutomatic,
            maxTotalMinutes: extension.longestTotalSeconds / MINUTE,
          },
        }),
  });
};

/** One catalog in two forms: for the bot, and for the oracle. */
export const aSetup = (
  changes: readonly Change[],
): { readonly catalog: Catalog; readonly oracleCatalog: OracleCatalog } => {
  const rules = rulesWith(changes);
  const identities = { ...IDENTITIES, ...(changes.includes('alice has moved') ? { alice: MOVED } : {}) };
  const base = aCatalog(Object.entries(rules).map(([name, rule]) => aCoreRule(name, rule)));
  const bundles = Object.entries(BUNDLES).flatMap(([name, roles]) =>
    roles.every((role) => role in rules)
      ? [[name, { name: parseAccessName(name), description: name, roles: roles.map((role) => parseAccessName(role)) }]]
      : [],
  );
  return {
    catalog: {
      ...base,
      hash: [...changes].toSorted().join().length.toString(16).padStart(64, 'c'),
      people: Object.fromEntries(Object.entries(identities).map(([name, principal]) => [U(name), principal])) as Record<
        SlackUserId,
        Principal
      >,
      bundles: Object.fromEntries(bundles),
      settings: { ...base.settings, lapseAfterMinutes: LAPSES_AFTER_MINUTES },
    },
    oracleCatalog: {
      roles: rules,
      identities: Object.fromEntries(
        Object.entries(identities).map(([name, principal]) => [
          name,
          {
            arn: identityArn(principal),
            sessionName: principal.sessionName,
            ...(isNameFree(principal) ? { isNameFree: true } : {}),
            ...(principal.accountId === UTILS ? { isOfOpenAccount: true } : { isOfBreakGlassAccount: true }),
          },
        ]),
      ),
      admins: ['carol'],
      lapsesAfterSeconds: LAPSES_AFTER_MINUTES * MINUTE,
    },
  };
};

/** The role that admits users only from one network. */
export const RESTRICTED_ARN = arnOf('s3');

export const ROLE_ARNS = Object.values(rulesWith([])).map(({ arn }) => parseRoleArn(arn));
