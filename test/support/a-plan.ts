import type { Grant } from '../../functions/core/grant.ts';
import type { Statement } from '../../functions/core/trust/documents.ts';
import type { ObservedRole, Step } from '../../functions/core/trust/observed.ts';
import { planRole } from '../../functions/core/trust/plan.ts';
import { isOurs } from '../../functions/core/trust/statements.ts';
import { anObservedRole } from './builders.ts';

export const NOON = new Date('2030-01-01T12:00:00Z');
/** A time of the first of January 2030, the day of all these tests. */
export const at = (time: string) => new Date(`2030-01-01T${time}Z`);

/** The role as it stands after the steps of a plan. */
export const applied = (observed: ObservedRole, steps: readonly Step[]): ObservedRole => {
  const last = (kind: Step['kind']) => steps.findLast((step) => step.kind === kind);
  const [guard, trust] = [last('put_guard'), last('put_trust')];
  const people = steps.flatMap((step) =>
    step.kind === 'put_identity' || step.kind === 'delete_identity'
      ? [[step.userArn, { kind: 'present', otherChars: 0, ...('document' in step ? { ours: step.document } : {}) }]]
      : [],
  );
  const { guard: stood, ...unguarded } = observed;
  const stands = guard !== undefined && 'document' in guard ? guard.document : stood;
  return {
    ...unguarded,
    ...(last('delete_guard') !== undefined || stands === undefined ? {} : { guard: stands }),
    trust: trust !== undefined && 'document' in trust ? trust.document : observed.trust,
    identities: { ...observed.identities, ...Object.fromEntries(people) },
  };
};

/** A role as it stands before anything of ours, and every person there. */
export const seen = (grants: readonly Grant[]): ObservedRole =>
  anObservedRole({
    identities: Object.fromEntries(
      grants.flatMap(({ principal }) =>
        principal.kind === 'iam-user' ? [[principal.arn, { kind: 'present', otherChars: 0 }]] : [],
      ),
    ),
  });

/** What would be written for some grants, and the role as it stands then. */
export const planned = (grants: readonly Grant[], now = NOON, observed = seen(grants)) => {
  const plan = planRole(grants, observed, now);
  return { plan, role: applied(observed, plan.steps) };
};

export const ours = (role: ObservedRole): readonly Statement[] => role.trust.Statement.filter(isOurs);
