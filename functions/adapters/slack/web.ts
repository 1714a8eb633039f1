import type { Directory } from '../../core/authority/directory.ts';
import { defined } from '../../core/defined.ts';
import { SlackFault } from '../../core/fault.ts';
import { parseSlackChannelId, parseSlackUserId } from '../../core/names.ts';
import type { MessageRef } from '../../core/request/request.ts';
import { threadLine } from '../../core/text/thread.ts';
import type { Slack } from '../../usecases/ports.ts';
import { isEmailConfirmed, personRecordOf } from './account-status.ts';
import { type SlackMessage, sentence } from './blocks.ts';
import { createWebApi, type WebApiOptions } from './call.ts';
import { noWorkspace, refusedWith } from './faults.ts';
import { createReplaceOriginal } from './response-url.ts';
import { ACTION } from './surface.ts';
import { redrawnAnswer, refusalMessage, windowMessage } from './views/answers.ts';
import { requestCard } from './views/card.ts';
import { holderMessage } from './views/holder-message.ts';
import { homeTab } from './views/home.ts';
import { noticeMessage, operatorsMessage, refusedClickMessage } from './views/notice.ts';

/** The words of users become neither links nor mentions. */
const UNFORMATTED = { link_names: false, parse: 'none' } as const;
const POSTED = { ...UNFORMATTED, unfurl_links: false, unfurl_media: false } as const;

/** The error codes of chat.update for a message that can no longer be changed. */
const GONE = new Set([
  ...['message_not_found', 'cant_update_message', 'edit_window_closed'],
  // A message of an earlier release, with rich text.
  'block_mismatch',
]);

/** Undefined if the call fails as expected. */
const unless = async <Answer>(
  isExpected: (fault: SlackFault) => boolean,
  attempt: () => Promise<Answer>,
): Promise<Answer | undefined> => {
  try {
    return await attempt();
  } catch (fault) {
    if (fault instanceof SlackFault && isExpected(fault)) return undefined;
    throw fault;
  }
};

const createMessages = ({ client, call }: ReturnType<typeof createWebApi>) => {
  /** Posts to a channel, or to a user: direct messages by user ID need no scope but `chat:write`. */
  const post = async (
    to: { readonly channel: string } | { readonly user: string },
    message: SlackMessage,
    threadTs?: string,
  ): Promise<MessageRef> => {
    const about = { method: 'chat.postMessage', isRepeatable: false, ...to };
    const given = 'user' in to ? to.user : to.channel;
    // For a user, Slack answers with the channel of the direct messages, which is needed to redraw the message.
    const { ts = '', channel = given } = await call(about, () =>
      client.chat.postMessage({ channel: given, ...message, ...POSTED, ...defined({ thread_ts: threadTs }) }),
    );
    return { channel: parseSlackChannelId(channel), ts };
  };

  /** False if the message can no longer be changed. */
  const update = async ({ channel, ts }: MessageRef, message: SlackMessage): Promise<boolean> => {
    const about = { method: 'chat.update', isRepeatable: true, channel };
    const answer = await unless(
      ({ cause }) => GONE.has(refusedWith(cause) ?? ''),
      () => call(about, () => client.chat.update({ channel, ts, ...message, ...UNFORMATTED })),
    );
    return answer !== undefined;
  };

  /** False if the user cannot see it, because they are not in the channel. */
  const postEphemeral = async (channel: string, user: string, message: SlackMessage): Promise<boolean> => {
    const about = { method: 'chat.postEphemeral', isRepeatable: false, channel, user };
    const answer = await unless(
      ({ kind }) => kind === 'person_unreachable' || kind === 'channel_unusable',
      () => call(about, () => client.chat.postEphemeral({ channel, user, ...message, ...UNFORMATTED })),
    );
    return answer !== undefined;
  };

  /** The address of a message. Without it, messages only lack a link, so no fault keeps them from being sent. */
  const linkTo = async (channel: string, ts: string): Promise<string | undefined> => {
    const about = { method: 'chat.getPermalink', isRepeatable: true, channel };
    const answer = await unless(
      () => true,
      () => call(about, () => client.chat.getPermalink({ channel, message_ts: ts })),
    );
    return answer?.permalink?.startsWith('https://') ? answer.permalink : undefined;
  };

  return { post, update, postEphemeral, linkTo };
};

const createReaders = ({ client, call }: ReturnType<typeof createWebApi>, log: WebApiOptions['log']) => {
  let knownWorkspace: NonNullable<Directory['workspace']> | undefined;
  const workspace = async (): Promise<NonNullable<Directory['workspace']>> => {
    if (knownWorkspace !== undefined) return knownWorkspace;
    const answer = await call({ method: 'auth.test', isRepeatable: true }, () => client.auth.test());
    const { team_id: teamId, enterprise_id: enterpriseId } = answer;
    if (!teamId) throw noWorkspace();
    knownWorkspace = { teamId, ...defined({ enterpriseId: enterpriseId || undefined }) };
    return knownWorkspace;
  };

  return {
    workspace,
    person: async (id) => {
      const about = { method: 'users.info', isRepeatable: true, user: id };
      const answer = await unless(
        ({ kind }) => kind === 'person_unreachable',
        () => call(about, () => client.users.info({ user: id })),
      );
      return answer?.user && personRecordOf(answer.user, await workspace());
    },
    personByEmail: async (email) => {
      const about = { method: 'users.lookupByEmail', isRepeatable: true };
      const answer = await unless(
        ({ cause }) => refusedWith(cause) === 'users_not_found',
        () => call(about, () => client.users.lookupByEmail({ email })),
      );
      const user = answer?.user;
      if (user?.id === undefined) return undefined;
      if (isEmailConfirmed(user)) return parseSlackUserId(user.id);
      log.warn('a Slack user is not matched by e-mail: Slack has not confirmed the address', { user: user.id });
      return undefined;
    },
    membersOf: async (group) => {
      const about = { method: 'usergroups.users.list', isRepeatable: true, group };
      const { users = [] } = await call(about, () => client.usergroups.users.list({ usergroup: group }));
      return users.map(parseSlackUserId);
    },
  } satisfies Partial<Slack>;
};

/** Slack over its Web API. Needs the scopes `chat:write` and `users:read`, and others where the catalog uses them. */
export const createSlackWeb = (options: WebApiOptions): Slack => {
  const api = createWebApi(options);
  const { post, update, postEphemeral, linkTo } = createMessages(api);
  const { slackApiUrl, timeoutMs = 8000 } = options;
  const replaceOriginal = createReplaceOriginal({ slackApiUrl, timeoutMs });

  return {
    ...createReaders(api, options.log),
    drawCard: async (request, channel, at, context) => {
      const card = requestCard(request, context);
      if (at !== undefined && (await update(at, card))) return at;
      const { ts } = await post({ channel }, card);
      return { channel, ts, ...defined({ link: await linkTo(channel, ts) }) };
    },
    drawCardFor: async (request, to, at, context) => {
      const card = requestCard(request, context);
      if (at !== undefined && (await update(at, card))) return at;
      return { ...(await post({ user: to }, card)), to };
    },
    reply: async ({ channel, ts }, fact, request, context) => {
      await post({ channel }, sentence(threadLine(fact, request, context)), ts);
    },
    notify: async (notice, request, context) => {
      const message = noticeMessage(notice, request, context);
      if (message === undefined) return undefined;
      const at = await post({ user: notice.to }, message);
      return notice.to === request.requested.by && notice.how === 'direct' && hasExpiringButtons(message)
        ? { ...at, to: request.requested.by }
        : undefined;
    },
    notifyRefusedClick: async (to, click, request) => {
      const message = refusedClickMessage(click, request);
      // Access is ended and cancelled in direct messages and in lists, so the answer belongs there too.
      if (click.action === 'approve' || click.action === 'deny') {
        const shared = request.cards.filter((card) => card.to === undefined);
        for (const { channel } of shared) if (await postEphemeral(channel, to, message)) return;
      }
      await post({ user: to }, message);
    },
    redrawAnswer: async (url, shown, context) => {
      const message = redrawnAnswer(shown, context);
      if (message !== undefined) await replaceOriginal(url, message);
    },
    answerCommand: async (url, answer) => {
      await replaceOriginal(url, 'why' in answer ? refusalMessage(answer) : sentence({ text: answer }), false);
    },
    tell: async (to, text) => {
      await post({ user: to }, sentence({ text }));
    },
    offerWindow: async (to, button) => {
      const message = windowMessage(button);
      if (message !== undefined) await post({ user: to }, message);
    },
    redrawHolderMessage: async (request, at, context) => {
      await update(at, holderMessage(request, context));
    },
    notifyOperators: async (channel, text) => {
      await post({ channel }, operatorsMessage(text));
    },
    publishHomeTab: async (user, home, context) => {
      const about = { method: 'views.publish', isRepeatable: true, user };
      await api.call(about, () => api.client.views.publish({ user_id: user, view: homeTab(home, context) }));
    },
  };
};

/** Buttons about a request stop working when it ends. Links and the button that opens the request form do not. */
const hasExpiringButtons = ({ blocks }: SlackMessage): boolean =>
  blocks.some(
    (block) =>
      block.type === 'actions' &&
      block.elements.some((element) => 'value' in element && element.action_id !== ACTION.ask),
  );
