import type { WebClient } from '@slack/web-api';
import type { SlackMessage } from '../../adapters/slack/blocks.ts';
import { noFormAnswer, nothingRequestableAnswer } from '../../adapters/slack/views/answers.ts';
import { refusalMessage } from '../../adapters/slack/views/explained.ts';
import { infoModal } from '../../adapters/slack/views/info-modal.ts';
import { requestModal } from '../../adapters/slack/views/request-modal.ts';
import type { Actor } from '../../core/authority/directory.ts';
import { explainAccountRefusal } from '../../core/text/explain-account.ts';
import { createOffer } from '../../usecases/answering/offer.ts';
import type { ListenerDeps } from './deps.ts';

type Deps = Pick<ListenerDeps, 'catalog' | 'directory' | 'clock' | 'log'>;

interface Opening {
  readonly client: WebClient;
  readonly triggerId: string;
  /** What is chosen from the start. */
  readonly name?: string;
  readonly reason?: string;
}

/** Opens the form to ask with. Answers what to say to the person instead, where it could not be opened. */
export const openForm = async (
  deps: Deps,
  actor: Actor,
  { client, triggerId, name, reason }: Opening,
): Promise<SlackMessage | undefined> => {
  const offer = await createOffer(deps)(actor, name);
  if (offer.kind === 'refused') return refusalMessage(explainAccountRefusal(offer.refusal));
  const { kind: _, ...form } = offer;
  const { accounts, bundles, unread } = form.requestable;
  if (accounts.length + bundles.length === 0) return nothingRequestableAnswer(unread.length > 0);
  const view = requestModal({ ...form, now: deps.clock.now(), ...(reason === undefined ? {} : { reason }) });
  try {
    await client.views.open({ trigger_id: triggerId, view });
    return undefined;
  } catch (error) {
    // The command can do without the form, so the person is told how.
    deps.log.warn('a form could not be opened', { cause: error });
    return noFormAnswer();
  }
};

/** The same where there is no command to answer: what stands in its way is said in a window of its own. */
export const openFormOrSay = async (deps: Deps, actor: Actor, opening: Opening): Promise<void> => {
  const said = await openForm(deps, actor, opening);
  if (said === undefined) return;
  const view = infoModal('Ask for access', said.blocks);
  await opening.client.views
    .open({ trigger_id: opening.triggerId, view })
    .catch((cause: unknown) => deps.log.warn('nothing could be said', { cause }));
};
