import { hasEveryApproval } from '../authority/approval.ts';
import { ruleLimits } from '../catalog/lookup.ts';
import { addMinutes } from '../time.ts';
import {
  type Check,
  type Judgement,
  type JudgingWorld,
  judgeBy,
  type Phase,
  type Precondition,
} from './preconditions.ts';
import { isHeld, type Request, requestedRules } from './request.ts';

/** Every counted approval would count today, and no approval is missing. */
const hasApprovals: Check = ({ request, rules, world, evidence }) => {
  const found = hasEveryApproval(request, rules, world);
  if (found.answer !== 'yes') return found.refusal;
  evidence.push(found.evidence);
  return undefined;
};

/** The duration is within today's rules. Extensions count from the first start. */
const isShortEnough: Check = ({ request: { requested, status }, rules }) => {
  if (!isHeld(status)) return undefined;
  if (requested.extends !== undefined) {
    for (const { name, extend } of rules) {
      if (extend === undefined) return { kind: 'no_longer_extendable', name };
      const { maxTotalMinutes } = extend;
      if (status.endsAt > addMinutes(requested.extends.since, maxTotalMinutes))
        return { kind: 'too_long_in_all', maxTotalMinutes };
    }
    return undefined;
  }
  const maxMinutes =
    requested.emergency === true
      ? Math.min(...rules.flatMap(({ emergency }) => emergency?.maxMinutes ?? []))
      : ruleLimits(rules).durationMinutes.max;
  const minutes = (status.endsAt.getTime() - status.startsAt.getTime()) / 60_000;
  return minutes > maxMinutes ? { kind: 'too_long_now', maxMinutes } : undefined;
};

/** The tickets are in the states that the rules then and today ask for, and what was read is recorded. */
const hasTickets: Check = ({ request, rules, world: { tickets, now }, evidence, phase }) => {
  const all = [...requestedRules(request.requested), ...rules];
  if (all.every((rule) => rule.evidence === undefined)) return undefined;
  if (tickets !== undefined) return tickets({ request, rules, evidence, phase, now });
  return phase === 'open' ? undefined : { kind: 'membership_unknown', unread: ['ticket:'] };
};

/** What is checked before access opens, and while it is open. Approvals no longer matter once access was opened. */
const OPENING: readonly Precondition[] = [
  { check: hasApprovals, phases: ['opening'] },
  { check: isShortEnough, phases: ['opening'] },
  { check: hasTickets, phases: ['opening', 'open'] },
];

/** Checks a stored request in any phase. Only workers open access, so slack-events does without these checks. */
export const judge = (request: Request, phase: Phase, world: JudgingWorld): Judgement =>
  judgeBy(OPENING, request, phase, world);
