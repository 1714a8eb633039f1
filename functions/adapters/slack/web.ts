import { WebClient } from '@slack/web-api';
import type { Directory } from '../../core/authority/directory.ts';
import { SlackFault } from '../../core/fault.ts';
import { parseSlackChannelId, parseSlackUserId } from '../../core/names.ts';
import type { MessageRef } from '../../core/request/request.ts';
import type { Clock, Log, Slack } from '../../usecases/ports.ts';
import { isEmailConfirmed, personRecordOf } from './account-status.ts';
import type { SlackMessage } from './blocks.ts';
import { createCall } from './call.ts';
import { createClientLogger } from './client-logger.ts';
import { refusedWith } from './faults.ts';
import { ACTION } from './surface.ts';
import { requestCard } from './views/card.ts';
import { holderMessage } from './views/holder-message.ts';
import { homeTab } from './views/home.ts';
import { noticeMessage, refusedClickMessage } from './views/notice.ts';
import { operatorsMessage } from './views/operators.ts';
import { threadMessage } from './views/thread.ts';

interface Options {
  readonly token: string;
  /** Slack's own address unless told. */
  readonly slackApiUrl?: string | undefined;
  readonly clock: Pick<Clock, 'pause'>;
  readonly log: Pick<Log, 'warn' | 'error'>;
  /** How long one call may take: 8 seconds unless told. */
  readonly timeoutMs?: number;
}

/** Nothing that anybody wrote becomes a link, a mention or a preview. */
const AS_WRITTEN = { link_names: false, parse: 'none', unfurl_links: false, unfurl_media: false } as const;

/** The words with which chat.update says that a message cannot be changed any more. */
const GONE = new Set(['message_not_found', 'cant_update_message', 'edit_window_closed']);

/** Posts and changes messages. */
const createMessages = (client: WebClient, call: ReturnType<typeof createCall>) => {
  /** To a channel, or by a person's id to the direct message with them: that takes no scope but `chat:write`. */
  const post = async (to: { channel: string } | { user: string }, message: SlackMessage): Promise<MessageRef> => {
    const about = { method: 'chat.postMessage', isRepeatable: false, ...to };
    const given = 'user' in to ? to.user : to.channel;
    // Slack answers with the channel of the direct messages: that is where a message can be redrawn.
    const { ts = '', channel = given } = await call(about, () =>
      client.chat.postMessage({ channel: given, ...message, ...AS_WRITTEN }),
    );
    return { channel: parseSlackChannelId(channel), ts };
  };

  const update = async (at: MessageRef, message: SlackMessage): Promise<'updated' | 'gone'> => {
    const about = { method: 'chat.update', isRepeatable: true, channel: at.channel };
    const { link_names, parse } = AS_WRITTEN;
    try {
      await call(about, () => client.chat.update({ channel: at.channel, ts: at.ts, ...message, link_names, parse }));
      return 'updated';
    } catch (fault) {
      if (fault instanceof SlackFault && GONE.has(refusedWith(fault.cause) ?? '')) return 'gone';
      throw fault;
    }
  };

  /** Answers whether the person can see it: nobody who is not in the channel does. */
  const postUnseen = async (channel: string, user: string, message: SlackMessage): Promise<boolean> => {
    const about = { method: 'chat.postEphemeral', isRepeatable: false, channel, user };
    const { link_names, parse } = AS_WRITTEN;
    try {
      await call(about, () => client.chat.postEphemeral({ channel, user, ...message, link_names, parse }));
      return true;
    } catch (fault) {
      if (fault instanceof SlackFault && (fault.kind === 'person_unreachable' || fault.kind === 'channel_unusable'))
        return false;
      throw fault;
    }
  };

  return { post, update, postUnseen };
};

/** Slack as the workers see it, over its Web API. Needs the scopes `chat:write`, `users:read` and where used more. */
export const createSlackWeb = ({ token, slackApiUrl, clock, log, timeoutMs = 8000 }: Options): Slack => {
  const client = new WebClient(token, {
    ...(slackApiUrl === undefined ? {} : { slackApiUrl }),
    logger: createClientLogger(log),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: timeoutMs,
  });
  const call = createCall({ clock });

  const { post, update, postUnseen } = createMessages(client, call);

  let knownWorkspace: NonNullable<Directory['workspace']> | undefined;
  const workspace = async (): Promise<NonNullable<Directory['workspace']>> => {
    if (knownWorkspace !== undefined) return knownWorkspace;
    const answer = await call({ method: 'auth.test', isRepeatable: true }, () => client.auth.test());
    const { team_id: teamId, enterprise_id: enterpriseId } = answer;
    if (!teamId) throw noTeam();
    knownWorkspace = { teamId, ...(enterpriseId ? { enterpriseId } : {}) };
    return knownWorkspace;
  };

  return {
    drawCard: async (request, channel, at, context) => {
      const card = requestCard(request, context);
      if (at !== undefined && (await update(at, card)) === 'updated') return at;
      return { channel, ts: (await post({ channel }, card)).ts };
    },
    drawCardFor: async (request, to, at, context) => {
      const card = requestCard(request, context);
      if (at !== undefined && (await update(at, card)) === 'updated') return at;
      return { ...(await post({ user: to }, card)), to };
    },
    reply: async ({ channel, ts }, fact, request, context) => {
      const said = threadMessage(fact, request, context);
      const about = { method: 'chat.postMessage', isRepeatable: false, channel };
      await call(about, () => client.chat.postMessage({ channel, thread_ts: ts, ...said, ...AS_WRITTEN }));
    },
    notify: async (notice, request, context) => {
      const message = noticeMessage(notice, request, context);
      if (message === undefined) return undefined;
      const at = await post({ user: notice.to }, message);
      return notice.to === request.requested.by && notice.how === 'direct' && hasButtons(message)
        ? { ...at, to: request.requested.by }
        : undefined;
    },
    notifyRefusedClick: async (to, click, request) => {
      const message = refusedClickMessage(click, request);
      // Access is ended and cancelled in direct messages and in lists, so the answer belongs there too.
      if (click.action === 'approve' || click.action === 'deny') {
        const shared = request.cards.filter(({ to }) => to === undefined);
        for (const card of shared) if (await postUnseen(card.channel, to, message)) return;
      }
      await post({ user: to }, message);
    },
    redrawHolderMessage: async (request, at, context) => {
      await update(at, holderMessage(request, context));
    },
    notifyOperators: async (channel, text) => {
      await post({ channel }, operatorsMessage(text));
    },
    publishHomeTab: async (user, drawn, context) => {
      const about = { method: 'views.publish', isRepeatable: true, user };
      await call(about, () => client.views.publish({ user_id: user, view: homeTab(drawn, context) }));
    },
    person: async (id) => {
      const about = { method: 'users.info', isRepeatable: true, user: id };
      try {
        const { user } = await call(about, () => client.users.info({ user: id }));
        return user === undefined ? undefined : personRecordOf(user, await workspace());
      } catch (fault) {
        if (fault instanceof SlackFault && fault.kind === 'person_unreachable') return undefined;
        throw fault;
      }
    },
    personByEmail: async (email) => {
      const about = { method: 'users.lookupByEmail', isRepeatable: true };
      try {
        const { user } = await call(about, () => client.users.lookupByEmail({ email }));
        if (user?.id === undefined) return undefined;
        if (isEmailConfirmed(user)) return parseSlackUserId(user.id);
        log.warn('a Slack user is not matched by e-mail: Slack has not confirmed the address', { user: user.id });
        return undefined;
      } catch (fault) {
        if (fault instanceof SlackFault && refusedWith(fault.cause) === 'users_not_found') return undefined;
        throw fault;
      }
    },
    membersOf: async (group) => {
      const about = { method: 'usergroups.users.list', isRepeatable: true, group };
      const { users } = await call(about, () => client.usergroups.users.list({ usergroup: group }));
      return (users ?? []).map(parseSlackUserId);
    },
    workspace,
  };
};

/** Buttons that will have nothing to do one day: a link, and the form to ask with, stay good. */
const hasButtons = ({ blocks }: SlackMessage): boolean =>
  blocks.some(
    (block) =>
      block.type === 'actions' &&
      block.elements.some((element) => 'value' in element && element.action_id !== ACTION.ask),
  );

const noTeam = (): SlackFault =>
  new SlackFault({
    kind: 'refused',
    message: 'Slack names no workspace for the bot token.',
    fix: 'Have the bot token checked by those who run the bot.',
    retryable: true,
  });
