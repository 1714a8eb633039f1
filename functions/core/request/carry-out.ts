import type { RoleArn } from '../names.ts';
import { fail } from './end.ts';
import type { RequestFact } from './facts.ts';
import { isHeld, type RequestState } from './request.ts';

/** The result for one role, on both sides of the trust. */
export type RoleOutcome =
  | { readonly arn: RoleArn; readonly kind: 'confirmed' }
  | { readonly arn: RoleArn; readonly kind: 'refused'; readonly why: string };

/** A request becomes active with its first confirmed role, and fails if all its roles are refused. */
export const settleRoles = (
  { status, requested }: Pick<RequestState, 'status' | 'requested'>,
  outcomes: readonly RoleOutcome[],
): readonly RequestFact[] => {
  if (!isHeld(status)) return [];
  const facts: RequestFact[] = [];
  const kinds = new Map(status.progress.map(({ arn, kind }) => [arn, kind] as const));
  const whys = new Set(status.progress.flatMap((role) => (role.kind === 'refused' ? [role.why] : [])));
  for (const outcome of outcomes) {
    const { arn, kind } = outcome;
    const before = kinds.get(arn);
    const name = requested.roles.find((role) => role.arn === arn)?.name;
    if (name === undefined || before === kind || before === 'refused') continue;
    kinds.set(arn, kind);
    if (kind === 'confirmed') facts.push({ kind: 'role_confirmed', arn, name });
    else {
      whys.add(outcome.why);
      // The refusal of a single role is reported as the failure of the request.
      if (kinds.size > 1) facts.push({ kind: 'role_refused', arn, name, why: outcome.why });
    }
  }
  const now = [...kinds.values()];
  if (facts.length === 0 && !now.includes('refused')) return [];
  if (now.every((kind) => kind === 'refused')) return [...facts, ...fail([...whys].join(' '))];
  const isUsable = status.kind === 'approved' && now.includes('confirmed');
  return isUsable ? [...facts, { kind: 'activated' }] : facts;
};
