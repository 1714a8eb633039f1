import { decideDelegation } from '../../core/authority/delegating.ts';
import { delegationsOf } from '../../core/authority/delegation.ts';
import { type Delegation, statusOf } from '../../core/authority/directory.ts';
import { type DelegateCommand, parseDelegate } from '../../core/command/delegate-command.ts';
import type { SlackUserId } from '../../core/names.ts';
import {
  delegatedText,
  delegationEndedText,
  delegationsText,
  explainDelegateRefusal,
  namedAsDelegateText,
  noLongerDelegateText,
} from '../../core/text/delegates.ts';
import type { Explanation } from '../../core/text/explain.ts';
import { explainMistake } from '../../core/text/requests.ts';
import type { Text } from '../../core/text/text.ts';
import { recordRefusal } from '../answering/refusals.ts';
import type { Needs, Wake } from '../ports.ts';
import { wakeAfterStore } from '../shared/change.ts';
import { readPeople } from '../shared/read-people.ts';
import { createAttempts } from './attempts.ts';

type Deps = Needs<'catalog' | 'directory' | 'delegations' | 'refusals' | 'slack' | 'queue' | 'clock' | 'log'>;
type Typed = Extract<Wake, { kind: 'delegate' }>;

/** What was changed, if anything, and the answer to the user. */
interface Outcome {
  readonly answer: Text | Explanation;
  readonly next?: Delegation;
  readonly before?: Delegation | undefined;
}

/** Reads both accounts from Slack, since the user of the command may be unknown, a guest or of another workspace. */
const carryOut = async (deps: Deps, { user, value }: Typed, command: DelegateCommand): Promise<Outcome> => {
  if (command.kind === 'not_understood') return { answer: explainMistake(command) };
  const { catalog, delegations, clock } = deps;
  const directory = await readPeople(deps, command.kind === 'name' ? [user, command.to] : [user]);
  const world = { catalog, directory, now: clock.now() };
  const accountStatus = statusOf(user, directory);
  const decided =
    command.kind === 'name'
      ? decideDelegation(user, command, world)
      : accountStatus === 'member'
        ? undefined
        : ({ kind: 'refused', refusal: { kind: 'not_a_member', accountStatus } } as const);
  if (decided?.kind === 'refused') {
    await recordRefusal(deps, { id: user }, `delegate ${value}`, decided.refusal);
    return { answer: explainDelegateRefusal(decided.refusal) };
  }
  if (command.kind === 'show') return { answer: delegationsText(delegationsOf(user, world)) };
  const next = decided?.delegation;
  const before = await delegations.change(user, next, world.now);
  deps.log.info('a delegation was changed', { by: user, to: next?.to, until: next?.until, before: before?.to });
  if (next === undefined) return { answer: delegationEndedText(before), before };
  return { answer: delegatedText(next, before), next, before };
};

/** Carries out `/assume delegate`, answers the user, and notifies the delegates concerned. */
export const createDelegate =
  (deps: Deps) =>
  async (typed: Typed): Promise<void> => {
    const { slack, queue, log } = deps;
    const { user, url } = typed;
    const { answer, next, before } = await carryOut(deps, typed, parseDelegate(typed.value));
    const attempts = createAttempts(log);
    await attempts.make('the answer about a delegation could not be sent', { user }, () =>
      slack.answerCommand(url, answer),
    );
    const tell = (to: SlackUserId, message: Text) =>
      attempts.make('a delegate could not be notified', { to }, () => slack.tell(to, message));
    if (next !== undefined) await tell(next.to, namedAsDelegateText(next));
    if (before !== undefined && before.to !== next?.to) await tell(before.to, noLongerDelegateText(user));
    const { homeTabs = [] } = await deps.directory.read();
    const concerned = next === undefined && before === undefined ? [] : [user, next?.to, before?.to];
    for (const one of new Set(concerned))
      if (one !== undefined && homeTabs.includes(one)) await wakeAfterStore(queue, log, { kind: 'home', user: one });
    if (attempts.faults.length > 0) throw new AggregateError(attempts.faults, 'Slack did not take every message');
  };
