import type { Catalog, Principal, RoleRule } from '../../functions/core/catalog/catalog.ts';
import { firstRecord, record } from '../../functions/core/request/evolve.ts';
import type { RequestFact } from '../../functions/core/request/facts.ts';
import type { Request, RequestedAccess } from '../../functions/core/request/request.ts';
import { type RuleInForce, rulesInForce } from '../../functions/core/request/rules.ts';
import { addMinutes } from '../../functions/core/time.ts';
import { alice, aRule, idOf, U } from './builders.ts';

export const NOON = new Date('2030-01-01T12:00:00Z');

/** A request with additional facts. */
export const withFacts = (request: Request, facts: readonly RequestFact[], at: Date): Request =>
  record(request, facts, at);

interface Options {
  /** The rules of the requested roles. Default: the rule of prod-s3. */
  readonly rules?: readonly RoleRule[];
  readonly requested?: Partial<RequestedAccess>;
  readonly principal?: Principal | 'unknown';
  readonly lapsesAt?: Date;
  readonly number?: number;
}

/** The access that alice requested at noon, for one hour. */
export const aRequestedAccess = ({ rules = [aRule()], requested = {} }: Options = {}): RequestedAccess => ({
  by: U('alice'),
  at: NOON,
  target: (rules[0] as RoleRule).name,
  roles: rules.map((rule) => ({ name: rule.name, arn: rule.arn, rule })),
  duration: { kind: 'for', minutes: 60 },
  reason: 'INC-42',
  catalogHash: 'c'.repeat(64),
  ...requested,
});

/** The request as it is first stored. It lapses after one hour by default. */
export const justRequested = (options: Options = {}): Request => {
  const requested = aRequestedAccess(options);
  const { principal = alice, lapsesAt = addMinutes(NOON, 60), number = 1 } = options;
  return firstRecord(idOf(number), {
    kind: 'requested',
    by: requested.via ?? requested.by,
    requested,
    ...(principal === 'unknown' ? {} : { principal }),
    lapsesAt,
    evidence: [],
  });
};

/** A prepared request, which approvers can decide. */
export const pending = (options: Options = {}): Request => {
  const { principal = alice } = options;
  const prepared: readonly RequestFact[] =
    principal === 'unknown' ? [] : [{ kind: 'prepared', principal, remindersAt: [], evidence: [] }];
  return withFacts(justRequested(options), prepared, NOON);
};

/** The fact of an approval at noon, for one hour. Without `by`, the rule required no approval. */
export const approval = (
  request: Request,
  fields: Partial<Extract<RequestFact, { kind: 'approved' }>> = {},
): RequestFact => ({
  kind: 'approved',
  ...(request.requested.emergency === true
    ? {}
    : { by: U('bob'), roles: request.requested.roles.map(({ name }) => name) }),
  startsAt: NOON,
  endsAt: addMinutes(NOON, 60),
  catalogHash: 'c'.repeat(64),
  evidence: [],
  ...fields,
});

/** A request that was approved at noon, for one hour. */
export const approved = (
  options: Options = {},
  fields: Partial<Extract<RequestFact, { kind: 'approved' }>> = {},
): Request => {
  const request = pending(options);
  return withFacts(request, [approval(request, fields)], NOON);
};

/** The facts that confirm every role of a request and make it active. */
export const activation = ({ requested }: Request): readonly RequestFact[] => [
  ...requested.roles.map(({ arn, name }): RequestFact => ({ kind: 'role_confirmed', arn, name })),
  { kind: 'activated' },
];

/** A request that is active from noon, for one hour. */
export const active = (
  options: Options = {},
  fields: Partial<Extract<RequestFact, { kind: 'approved' }>> = {},
): Request => {
  const request = approved(options, fields);
  return withFacts(request, activation(request), NOON);
};

/** The rules in force of a request. Throws if a role changed in the catalog. */
export const inForce = (
  requested: RequestedAccess,
  catalog: Catalog,
  fields: { readonly isEscalated?: boolean } = {},
): readonly RuleInForce[] => {
  const found = rulesInForce({ requested, ...fields }, catalog);
  if (found.kind === 'rule_changed') throw new Error(`${found.name} was changed`);
  return found.rules;
};
