import { useEffect } from 'react';
import { trials } from '../aws/trials.ts';
import { APP_CONVERSATION, type Conversation, conversationKey, type PersonView } from '../live/person.ts';
import type { Known } from '../live/topics.ts';
import { isIntroduced, readMarks, type Where } from '../live/where.ts';
import { Notice } from '../shell/notice.tsx';
import { TEXT } from '../text.ts';
import { Composer } from './composer.tsx';
import { Intro } from './intro.tsx';
import { Messages } from './messages.tsx';

/** What the console knows after the server has sent the initial data. */
export type Ready = Known & Required<Pick<Known, 'about' | 'slack'>>;

/** Marks the visible conversation as read while the page itself is visible. */
const useReadMark = (conversation: Conversation, userId: string): void => {
  const last = conversation.messages.at(-1)?.ts;
  useEffect(() => {
    if (last === undefined) return;
    const mark = () => {
      const key = `${userId}/${conversationKey(conversation)}`;
      if (document.visibilityState === 'visible' && readMarks.get()[key] !== last) {
        readMarks.set((all) => ({ ...all, [key]: last }));
      }
    };
    mark();
    document.addEventListener('visibilitychange', mark);
    return () => document.removeEventListener('visibilitychange', mark);
  }, [last, conversation, userId]);
};

interface ChatProps {
  readonly ready: Ready;
  readonly view: PersonView;
  readonly conversation: Conversation;
  readonly at: Where;
}

/** The messages of a conversation, and the field to write in it. */
export const Chat = ({ ready: { about, slack, requests = [] }, view, conversation, at }: ChatProps) => {
  const { user } = view;
  const isKnown = isIntroduced.use();
  const hasTried = Object.values(trials.use()).some(({ session }) => session !== undefined);
  const draftKey = `${user.id}/${conversationKey(conversation)}`;
  const reader = { slack, userId: user.id, timeZone: user.tz };
  useReadMark(conversation, user.id);
  const nameOf = (id: string | undefined): string => slack.users.find((one) => one.id === id)?.name ?? TEXT.intro.user;
  const approver = slack.users.find(({ id }) => about.identities[id] === undefined && id !== about.appUserId);
  const walk = about.walk ?? {
    requester: nameOf(Object.keys(about.identities)[0]),
    approvers: [approver?.name ?? TEXT.intro.approver],
    channel: 'approvals',
    command: `/assume ${about.roles[0]?.name ?? 'prod-s3'} 2m INC-42 the report is stuck`,
  };
  const commandChannel = view.conversations.find(({ kind }) => kind === 'channel')?.id ?? 'C0GENERAL';
  const people = slack.users
    .filter(({ id, deleted }) => id !== about.appUserId && !deleted)
    .map(({ name, real_name }) => ({ name, description: real_name }));
  const isEmpty = conversation.messages.length === 0;
  return (
    <>
      <Messages conversation={conversation} appUserId={about.appUserId} {...reader}>
        {!isKnown && <Intro draftKey={draftKey} walk={walk} requests={requests} hasTried={hasTried} />}
        {isEmpty && (
          <p className="empty">
            {conversation.kind === 'app'
              ? TEXT.message.noDirectMessages
              : TEXT.message.noMessages(`${conversation.kind === 'channel' ? '#' : ''}${conversation.name}`)}
          </p>
        )}
      </Messages>
      <div className="writing">
        <Notice />
        <Composer
          key={draftKey}
          userId={user.id}
          channelId={conversation.id === APP_CONVERSATION ? undefined : conversation.id}
          commandChannelId={commandChannel}
          conversationName={at.conversation === APP_CONVERSATION ? TEXT.composer.appConversation : conversation.name}
          draftKey={draftKey}
          names={{ ...about, people }}
        />
      </div>
    </>
  );
};
