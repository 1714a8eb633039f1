import { parseAccessName, parseSlackGroupId } from '../../../../functions/core/names.ts';
import type { RequestFact } from '../../../../functions/core/request/facts.ts';
import type { RequestedAccess } from '../../../../functions/core/request/request.ts';
import { aRequest, requestableOf, STATUSES } from '../../../adapters/slack/views/requests.ts';
import { aCatalog, aRule, idOf, U } from '../../../support/builders.ts';
import { everyFact } from '../../../support/every-fact.ts';

export { idOf, STATUSES, U };

export const at = (time: string): Date => new Date(`2030-01-01T${time}:00Z`);
export const NOW = at('12:00');

const bundle = parseAccessName('release');
const prod = aRule({ risk: 'high' });
const deploy = aRule({ name: parseAccessName('deploy'), description: 'Deploy to production', approvals: 2 });

export const catalog = aCatalog([prod, deploy], {
  bundles: { [bundle]: { name: bundle, description: 'Release to production', roles: [prod.name, deploy.name] } },
});
export const context = { catalog, now: NOW };
export const requestable = requestableOf(catalog);
export const unread = { unread: [{ kind: 'group', id: parseSlackGroupId('S0SRE') }] } as const;

/** A request of alice in each status, by its name. */
export const inStatus = Object.fromEntries(
  Object.entries(STATUSES).map(([kind, status]) => [kind, aRequest({ status })]),
) as Record<keyof typeof STATUSES, ReturnType<typeof aRequest>>;

const withAccess = (requested: Partial<RequestedAccess>) => aRequest({ requested });
export const onBehalf = withAccess({ via: U('dave') });
export const emergency = withAccess({ emergency: true });
export const automatic = withAccess({
  roles: [{ name: prod.name, arn: prod.arn, rule: { ...prod, approvals: 0 } }],
});
export const scheduled = withAccess({ duration: { kind: 'until', at: at('17:00') }, notBefore: at('14:00') });
export const extension = withAccess({
  extends: { request: idOf(9), endsAt: at('13:00'), since: at('11:00'), automatic: false },
});
export const ofBundle = withAccess({
  target: bundle,
  roles: [prod, deploy].map((rule) => ({ name: rule.name, arn: rule.arn, rule })),
});
export const withoutDescriptions = withAccess({
  target: bundle,
  roles: [prod, deploy].map((rule) => ({ name: rule.name, arn: rule.arn, rule: { ...rule, description: '' } })),
});
export const reviewedOnce = { ...ofBundle, reviews: [{ by: U('bob'), at: NOW, roles: [prod.name] }] };

export const facts = everyFact('the words of a user or of IAM');

export const factOf = <Kind extends RequestFact['kind']>(kind: Kind) => {
  const found = facts.find((fact) => fact.kind === kind);
  if (found === undefined) throw new Error(`no fact ${kind}`);
  return found as Extract<RequestFact, { kind: Kind }>;
};
