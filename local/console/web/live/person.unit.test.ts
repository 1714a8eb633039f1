import { describe, expect, it } from 'vitest';
import type { Channel, Message } from '../../model/slack-workspace.ts';
import { APP_USER, aChannel, aUser, TEAM, WORKSPACE } from '../../testing/a-workspace.ts';
import { conversationKey, landingOf, mentionedAs, statusOf, unreadIn, viewOf } from './person.ts';

const bob = aUser({ id: 'U0BOB', name: 'bob' });
const message = (ts: string, more: Partial<Message> = {}): Message => ({
  channel: 'C0GENERAL',
  ts,
  user: APP_USER,
  text: 'news',
  ...more,
});
const slackWith = (channels: readonly (Channel & { readonly messages: readonly Message[] })[]) => ({
  ...WORKSPACE,
  channels,
  modals: {},
  homes: {},
});
const general = (messages: readonly Message[], members = ['U0BOB', 'U0ALICE']) => ({
  ...aChannel({ id: 'C0GENERAL', name: 'general', members }),
  messages,
});
const direct = (messages: readonly Message[]) => ({
  ...aChannel({ id: 'D0BOB', name: 'D0BOB', kind: 'im', members: ['U0BOB', APP_USER] }),
  messages,
});

describe('the workspace as one user sees it', () => {
  it('shows ephemeral messages and direct messages only to their user', () => {
    const forAlice = message('2', { ephemeralTo: 'U0ALICE' });
    const slack = slackWith([general([message('1'), forAlice, message('3', { ephemeralTo: 'U0BOB' })])]);

    const [conversation] = viewOf(slack, bob, APP_USER).conversations;

    expect(conversation?.messages.map(({ ts }) => ts)).toEqual(['1', '3']);
  });

  it('contains only channels of the user, and the app before its first message', () => {
    const slack = slackWith([general([], ['U0ALICE'])]);

    expect(viewOf(slack, bob, APP_USER).conversations.map(conversationKey)).toEqual(['app']);
  });

  it('counts unread messages, and separately those that mention the user or their groups', () => {
    const me = mentionedAs(slackWith([]), 'U0BOB');
    const conversation = viewOf(
      slackWith([
        general([
          message('1', { text: 'for <@U0BOB>, read' }),
          message('2', { text: 'without a mention' }),
          message('3', { text: 'for <!subteam^S0SRE>' }),
          message('4', { user: 'U0BOB', text: 'of <@U0BOB> himself' }),
        ]),
      ]),
      bob,
      APP_USER,
    ).conversations[0];

    expect(conversation && unreadIn(conversation, me, { 'U0BOB/C0GENERAL': '1' })).toEqual({ count: 2, calls: 1 });
  });

  it('opens the conversation with the newest mention, otherwise the current conversation', () => {
    const me = mentionedAs(slackWith([]), 'U0BOB');
    const view = viewOf(slackWith([general([message('1')]), direct([message('2')])]), bob, APP_USER);

    expect(landingOf(view, me, {}, 'C0GENERAL')?.id).toBe('D0BOB');
    expect(landingOf(view, me, { 'U0BOB/app': '2' }, 'C0GENERAL')?.id).toBe('C0GENERAL');
  });

  it('labels every user who is not a full member', () => {
    const statuses = WORKSPACE.users.map((user) => [user.name, statusOf(user, TEAM.id)]);

    expect(Object.fromEntries(statuses)).toMatchObject({
      random_user: undefined,
      guest: 'guest',
      visitor: 'single-channel guest',
      gone: 'deactivated',
      external: 'other workspace',
      botbot: 'bot',
    });
  });
});
