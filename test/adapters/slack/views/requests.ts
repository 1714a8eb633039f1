import { EMPTY_DIRECTORY } from '../../../../functions/core/authority/directory.ts';
import { type Requestable, requestableBy } from '../../../../functions/core/authority/requestable.ts';
import type { Catalog, Principal, RoleRule } from '../../../../functions/core/catalog/catalog.ts';
import { parseAccessName, parseAccountId, parseRoleArn, parseSlackUserId } from '../../../../functions/core/names.ts';
import type { RequestFact } from '../../../../functions/core/request/facts.ts';
import type { Request, RequestedAccess, RequestStatus } from '../../../../functions/core/request/request.ts';
import { addMinutes } from '../../../../functions/core/time.ts';
import { justRequested, withFacts } from '../../../support/a-request.ts';
import { aCatalog, anIamUser, aRule, U } from '../../../support/builders.ts';
import { everyFact } from '../../../support/every-fact.ts';

export const NOW = new Date('2030-01-01T12:00:00Z');
const at = (time: string) => new Date(`2030-01-01T${time}:00Z`);

/** User text with every kind of Slack markup. A message must show it literally. */
export const HOSTILE =
  '<!channel> <@U0BOB> <https://evil.example|click> & *bold* _it_ ~no~ `code` :bomb:\n> quote \u202egnp.exe';

/** A pending request of alice for prod-s3 for one hour, with the fields that a test overrides. */
export const aRequest = (
  fields: Partial<Omit<Request, 'requested'>> & {
    readonly requested?: Partial<RequestedAccess>;
    readonly facts?: readonly RequestFact[];
  } = {},
): Request => {
  const { requested, facts = [], ...rest } = fields;
  const made = justRequested({
    requested: { reason: 'INC-42: db is down', catalogHash: aCatalog().hash, ...requested },
    lapsesAt: addMinutes(NOW, 1440),
  });
  return withEvents({ ...made, ...rest }, facts);
};

/** The request with more facts in its history. Its status does not change. */
export const withEvents = (request: Request, facts: readonly RequestFact[]): Request => ({
  ...request,
  events: withFacts(request, facts, NOW).events,
});

const held = { approvedAt: NOW, startsAt: NOW, endsAt: at('13:00') };

/** Every status of a request. */
export const STATUSES: { readonly [Kind in RequestStatus['kind']]: Extract<RequestStatus, { kind: Kind }> } = {
  pending: { kind: 'pending', lapsesAt: new Date('2030-01-02T12:00:00Z') },
  approved: { kind: 'approved', ...held, progress: [{ arn: aRule().arn, kind: 'waiting' }] },
  active: { kind: 'active', ...held, activeAt: NOW, progress: [{ arn: aRule().arn, kind: 'confirmed' }] },
  denied: { kind: 'denied', at: NOW, by: U('bob') },
  cancelled: { kind: 'cancelled', at: NOW, by: U('alice') },
  lapsed: { kind: 'lapsed', at: NOW },
  failed: { kind: 'failed', at: NOW, why: 'The role does not exist. Have it made.' },
  ended: { kind: 'ended', at: at('12:30'), reason: 'released', by: U('alice'), startsAt: NOW },
};

/** Every kind of fact, with the given text in each text field. */
export const factsWith = (words: string): readonly RequestFact[] =>
  everyFact(
    words,
    Array.from({ length: 5 }, () => ({ name: LONGEST_BUNDLE, endsAt: at('13:00') })),
  );

const numbered = (index: number, length: number) => `r${'x'.repeat(length - 5)}${String(index).padStart(4, '0')}`;

const accountId = (index: number) => parseAccountId(String(index).padStart(12, '3'));

/** `count` roles with the longest names that the catalog accepts. Their descriptions escape to five times their length. */
export const longestRules = (count: number, accounts = 3): readonly RoleRule[] =>
  Array.from({ length: count }, (_, index) =>
    aRule({
      name: parseAccessName(numbered(index, 50)),
      arn: parseRoleArn(`arn:aws-us-gov:iam::222222222222:role/${'p'.repeat(510)}/${numbered(index, 64)}`),
      accountId: accountId(index % accounts),
      accountName: numbered(index % accounts, 50),
      description: '&'.repeat(300),
      approvals: 10,
      conditions: {
        mfa: { maxAgeSeconds: 129_540 },
        sourceIp: Array.from({ length: 20 }, (_unused, network) => `2001:db8:${index}:${network}:ffff:ffff:0:0/96`),
        principalOrgId: `o-${'a'.repeat(32)}`,
      },
      approvers: Array.from({ length: 20 }, (_unused, person) => ({
        kind: 'user' as const,
        id: parseSlackUserId(`U${String(index).padStart(4, '0')}${String(person).padStart(16, '0')}`),
      })),
    }),
  );

/** A catalog of these roles, which are also in one bundle. */
export const longestCatalog = (rules: readonly RoleRule[], accounts = 3): Catalog =>
  aCatalog(rules, {
    accounts: Array.from({ length: accounts }, (_, index) => ({
      name: numbered(index, 50),
      id: accountId(index),
      managerRoleName: 'assume-bot-manager',
    })),
    bundles: {
      [LONGEST_BUNDLE]: { name: LONGEST_BUNDLE, description: '&'.repeat(300), roles: rules.map(({ name }) => name) },
    },
  });

export const LONGEST_BUNDLE = parseAccessName(`b${'x'.repeat(49)}`);
export const LONGEST_PERSON: Principal = anIamUser('u'.repeat(64));

/** A request for all these roles, with the longest reason and user name, and ten approvals. */
export const longestRequest = (rules: readonly RoleRule[], fields: Parameters<typeof aRequest>[0] = {}): Request => ({
  ...aRequest({
    ...fields,
    requested: {
      by: parseSlackUserId(`U${'A'.repeat(20)}`),
      target: LONGEST_BUNDLE,
      roles: rules.map((rule) => ({ name: rule.name, arn: rule.arn, rule })),
      duration: { kind: 'until', at: at('19:00') },
      notBefore: at('14:00'),
      reason: '&'.repeat(500),
      ...fields.requested,
    },
    reviews: Array.from({ length: 10 }, (_, index) => ({
      by: parseSlackUserId(`U${String(index).padStart(20, '0')}`),
      at: NOW,
      roles: rules.map(({ name }) => name),
    })),
  }),
  principal: LONGEST_PERSON,
});

/** The request with this progress for each role. Refused roles have the longest reasons. */
export const withProgress = (request: Request, kind: 'confirmed' | 'refused' | 'waiting'): Request => {
  const { status, requested } = request;
  if (status.kind !== 'approved' && status.kind !== 'active') return request;
  const progress = requested.roles.map(({ arn }) =>
    kind !== 'refused' ? ({ arn, kind } as const) : ({ arn, kind, why: '&'.repeat(3500) } as const),
  );
  return { ...request, status: { ...status, progress } };
};

/** The roles that alice can request if no user group can be read. */
export const requestableOf = (catalog: Catalog): Requestable => {
  const found = requestableBy(U('alice'), { catalog, directory: EMPTY_DIRECTORY, now: NOW });
  if (found.answer === 'no') throw new Error(found.refusal.kind);
  return found.requestable;
};
