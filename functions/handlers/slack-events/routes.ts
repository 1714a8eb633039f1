import {
  ACTION,
  type ActionId,
  CALLBACK,
  type CallbackId,
  FIELD,
  SHORTCUT,
  type ShortcutId,
} from '../../adapters/slack/surface.ts';
import type { RequestTarget } from '../../adapters/slack/values.ts';
import { type Actor, refuseAccount } from '../../core/authority/directory.ts';
import { type Command, parseCommand } from '../../core/command/command.ts';
import { type AnsweringDeps, createAnswering } from '../../usecases/answering/answering.ts';
import { type DrawContext, MOST_TYPED } from '../../usecases/ports.ts';
import { wakeAfterStore } from '../../usecases/shared/change.ts';
import { ACKNOWLEDGE, type Answer, isAnswer } from './answer.ts';
import * as answer from './answers.ts';
import { parseRequestForm } from './forms.ts';
import * as parse from './parsers.ts';
import type { Click, ShortcutUse, Submission, Typed } from './payloads.ts';
import * as requestAnswer from './request-answers.ts';

type Route<Payload> = (payload: Payload) => Promise<Answer>;

/** Every interaction of Slack with this app. An action, form or shortcut without a route does not compile. */
export interface Routes {
  readonly commands: { readonly [Kind in Command['kind']]: Route<parse.TypedAs<Kind>> };
  readonly actions: Readonly<Record<ActionId, Route<Click>>>;
  readonly forms: Readonly<Record<CallbackId, Route<Submission>>>;
  readonly shortcuts: Readonly<Record<ShortcutId, Route<ShortcutUse>>>;
  readonly options: Readonly<Record<typeof FIELD.access, Route<Typed>>>;
  readonly events: { readonly app_home_opened: Route<parse.HomeOpened> };
}

/**
 * Has the account of a user read who is not in the directory: the payload of a form does not say where its user belongs, and
 * neither does a click in an Enterprise organization.
 */
const meet = async (
  { directory, queue, log }: Pick<AnsweringDeps, 'directory' | 'queue' | 'log'>,
  actor: Actor,
  { answer }: Answer,
): Promise<void> => {
  const known = await directory.read();
  if (known.people[actor.id] !== undefined) return;
  if (answer !== 'form' && refuseAccount(actor, known)?.kind !== 'account_unknown') return;
  directory.forget();
  await wakeAfterStore(queue, log, { kind: 'person', user: actor.id });
};

/** Makes a row: reads a payload, calls the use case, and chooses the answer to its outcome. */
const rowsWith =
  (deps: Pick<AnsweringDeps, 'catalog' | 'clock' | 'directory' | 'queue' | 'log'>) =>
  <Payload, Read extends object, Outcome>(
    read: (payload: Payload) => Read,
    run: (input: NoInfer<parse.Input<Read>>) => Promise<Outcome>,
    answer: (outcome: Outcome, input: NoInfer<parse.Input<Read>>, context: DrawContext) => Answer,
  ): Route<Payload> =>
  async (payload) => {
    const found = read(payload);
    if (isAnswer(found)) return found;
    const input = found as parse.Input<Read>;
    const { catalog, clock } = deps;
    const chosen = answer(await run(input), input, { catalog, now: clock.now() });
    if ('actor' in input) await meet(deps, input.actor as Actor, chosen);
    return chosen;
  };

/** For rows whose use case takes the payload as it is. */
const asIs = <Payload extends object>(payload: Payload): Payload => payload;
/** For rows that call no use case. */
const nothing = async (): Promise<undefined> => undefined;

export const createRoutes = (deps: AnsweringDeps): Routes => {
  const { queue, log, requests } = deps;
  const {
    requestAccess,
    requestByCommand,
    dryRun,
    end,
    extend,
    list,
    offer,
    offerLockdown,
    review,
    reviewEmergency,
    revokeAccess,
    setLockdown,
    who,
  } = createAnswering(deps);
  const about = parse.createRequestParsers(log);
  const route = rowsWith(deps);
  const get = ({ id }: RequestTarget) => requests.get(id);
  const wakeHome = ({ user }: parse.Input<ReturnType<typeof parse.homeOpened>>) =>
    wakeAfterStore(queue, log, { kind: 'home', user });
  const requested = route(parse.request, requestByCommand, requestAnswer.requestedByCommand);
  /** A fault of the queue is thrown: nothing else would remember the command. */
  const delegate = async ({ actor, url = '', command }: parse.TypedAs<'delegate'>): Promise<Answer> => {
    await queue.wake({ kind: 'delegate', user: actor.id, url, value: command.rest.slice(0, MOST_TYPED) });
    return ACKNOWLEDGE;
  };
  const tried = route(parse.request, dryRun, requestAnswer.tried);

  const revoked = route(parse.revocation(true), revokeAccess, answer.revoked);
  const turned = route(parse.words<'lockdown'>, setLockdown, answer.lockdown);
  /** Reads the command of the button as if it were typed again, so that everything is checked again. */
  const confirm = async ({ actor, value: text }: Click): Promise<Answer> => {
    const command = parseCommand(text);
    if (command.kind === 'revoke') return await revoked({ actor, text, command });
    return command.kind === 'lockdown' ? await turned({ actor, text, command }) : ACKNOWLEDGE;
  };

  return {
    commands: {
      open_modal: route(asIs<Typed>, offer, requestAnswer.requestForm),
      help: route(asIs<Typed>, nothing, answer.help),
      not_understood: route(asIs<parse.TypedAs<'not_understood'>>, nothing, answer.notUnderstood),
      unclear: route(parse.unclear, offer, requestAnswer.unclear),
      request: (typed) => (typed.command.dryRun === true ? tried : requested)(typed),
      extend: route(parse.words<'extend'>, extend, requestAnswer.extended),
      end: route(parse.words<'end'>, end, answer.ended),
      list: route(asIs<Typed>, list, answer.list),
      who: route(parse.words<'who'>, who, answer.who),
      revoke: route(parse.revocation(false), revokeAccess, answer.revoked),
      delegate,
      lockdown: route(parse.words<'lockdown'>, offerLockdown, answer.offeredLockdown),
    },
    actions: {
      [ACTION.approve]: route(about.approval, review, answer.approved),
      [ACTION.shorter]: route(about.target, get, answer.approvalForm),
      [ACTION.deny]: route(about.target, get, answer.denyForm),
      [ACTION.end]: route(about.target, end, answer.endedOne),
      [ACTION.cancel]: route(about.target, end, answer.endedOne),
      [ACTION.extend]: route(about.target, get, answer.extendForm),
      [ACTION.reviewRight]: route(about.target, get, answer.emergencyForm(true)),
      [ACTION.confirm]: confirm,
      [ACTION.reviewWrong]: route(about.target, get, answer.emergencyForm(false)),
      [ACTION.ask]: route(parse.draft, offer, requestAnswer.requestForm),
      [FIELD.access]: route(parse.changedForm, offer, requestAnswer.changedForm),
      [FIELD.length]: route(parse.changedForm, offer, requestAnswer.changedForm),
      [FIELD.start]: route(parse.changedForm, offer, requestAnswer.changedForm),
    },
    forms: {
      [CALLBACK.ask]: route(parseRequestForm, requestAccess, requestAnswer.requestedInForm),
      [CALLBACK.shorter]: route(about.approvalForm, review, answer.reviewed),
      [CALLBACK.deny]: route(about.denial, review, answer.reviewed),
      [CALLBACK.extend]: route(about.extendForm, extend, requestAnswer.extendedInForm),
      [CALLBACK.reviewRight]: route(about.emergencyReview(true), reviewEmergency, answer.reviewed),
      [CALLBACK.reviewWrong]: route(about.emergencyReview(false), reviewEmergency, answer.reviewed),
    },
    shortcuts: {
      [SHORTCUT.ask]: route(asIs<ShortcutUse>, offer, requestAnswer.requestForm),
      [SHORTCUT.requestFromMessage]: route(parse.fromMessage, offer, requestAnswer.requestForm),
    },
    options: { [FIELD.access]: route(asIs<Typed>, offer, requestAnswer.options) },
    events: { app_home_opened: route(parse.homeOpened, wakeHome, () => ACKNOWLEDGE) },
  };
};
