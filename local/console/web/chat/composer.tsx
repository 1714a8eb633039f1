import { Autocomplete } from '@base-ui/react/autocomplete';
import { useRef, useState } from 'react';
import { COMMAND } from '../../model/command-words.ts';
import { type Completion, completionsOf, type Names } from '../../model/completion.ts';
import { type Recall, recall, withSent } from '../../model/history.ts';
import { api } from '../live/api.ts';
import { drafts, histories, notice } from '../live/where.ts';
import { errorText, TEXT } from '../text.ts';

interface ComposerProps {
  readonly userId: string;
  /** The channel of the message; undefined if the conversation does not exist yet. */
  readonly channelId: string | undefined;
  /** The channel from which a command is sent if there is no conversation. */
  readonly commandChannelId: string;
  readonly conversationName: string;
  readonly draftKey: string;
  readonly names: Names;
}

const setDraft = (key: string, text: string): void => drafts.set((all) => ({ ...all, [key]: text }));

/** Sends the draft of a conversation as a command or message. If no answer arrives, the draft is restored. */
const useSend = (props: ComposerProps) => {
  const { userId, channelId, commandChannelId, draftKey } = props;
  const [isSending, setSending] = useState(false);
  const send = async () => {
    const line = (drafts.get()[draftKey] ?? '').trim();
    if (line === '' || isSending) return;
    notice.set(undefined);
    const isCommand = line.startsWith('/');
    if (!isCommand && channelId === undefined) {
      notice.set({ text: TEXT.composer.noConversation });
      return;
    }
    const [command = '', ...rest] = line.split(' ');
    if (isCommand && command !== COMMAND) {
      notice.set({ text: TEXT.composer.unknownCommand(command, COMMAND) });
      return;
    }
    setSending(true);
    setDraft(draftKey, '');
    histories.set((all) => ({ ...all, [userId]: withSent(all[userId] ?? [], line) }));
    const channel = channelId ?? commandChannelId;
    const done = isCommand
      ? await api.command(userId, channel, command, rest.join(' '))
      : await api.say(userId, channel, line);
    setSending(false);
    if (done.ok) return;
    if ((drafts.get()[draftKey] ?? '') === '') setDraft(draftKey, line);
    notice.set({ text: errorText(done.error) });
  };
  return { send, isSending };
};

const Completions = ({ isShown }: { isShown: boolean }) => (
  <div className="popup completions" hidden={!isShown}>
    {/* A click on the list must not take the focus from the field, because losing it closes the list. */}
    <Autocomplete.List aria-label={TEXT.composer.completions} onMouseDown={(event) => event.preventDefault()}>
      {(completion: Completion) => (
        <Autocomplete.Item key={completion.line} value={completion} className="option">
          <span className="option-text">{completion.label}</span>
          <span className="option-detail">{completion.detail}</span>
        </Autocomplete.Item>
      )}
    </Autocomplete.List>
    <div className="completions-hint" aria-hidden="true">
      <kbd>Tab</kbd> accepts the first, <kbd>↑</kbd> <kbd>↓</kbd> choose, <kbd>Enter</kbd> sends
    </div>
  </div>
);

/**
 * The message field, with completion for commands. The list is inline: a popup would hide the conversation from screen
 * readers while a command is typed.
 */
export const Composer = (props: ComposerProps) => {
  const { userId, conversationName, draftKey, names } = props;
  const text = drafts.use()[draftKey] ?? '';
  const { send, isSending } = useSend(props);
  const highlighted = useRef<Completion>(undefined);
  const [isOpen, setOpen] = useState(false);
  const recalled = useRef<Recall>(undefined);
  const completions = isOpen ? completionsOf(text, names) : [];

  /** While a list is open, the arrows choose in it. */
  const browse = (key: string): boolean => {
    if ((key !== 'ArrowUp' && key !== 'ArrowDown') || completions.length > 0) return false;
    const next = recall(histories.get()[userId] ?? [], text, recalled.current, key === 'ArrowUp' ? 'older' : 'newer');
    if (next === undefined) return false;
    recalled.current = next;
    setDraft(draftKey, next.line);
    setOpen(false);
    return true;
  };

  const onKeyDown: React.ComponentProps<typeof Autocomplete.Input>['onKeyDown'] = (event) => {
    const completion = highlighted.current ?? completions[0];
    if (event.key === 'Escape') {
      event.preventBaseUIHandler();
      setOpen(false);
    } else if (event.key === 'Tab' && !event.shiftKey && completion !== undefined) {
      event.preventDefault();
      setDraft(draftKey, completion.line);
    } else if (browse(event.key)) {
      event.preventBaseUIHandler();
      event.preventDefault();
    }
  };
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        setOpen(false);
        void send();
      }}
    >
      <Autocomplete.Root<Completion>
        items={completions}
        mode="none"
        value={text}
        itemToStringValue={({ line }) => line}
        inline
        open
        onValueChange={(line) => {
          setDraft(draftKey, line);
          setOpen(true);
        }}
        onItemHighlighted={(completion) => {
          highlighted.current = completion;
        }}
      >
        <Autocomplete.Input
          id="composer"
          aria-label={TEXT.composer.label(conversationName)}
          placeholder={TEXT.composer.placeholder}
          spellCheck={false}
          aria-expanded={completions.length > 0}
          onKeyDown={onKeyDown}
          onFocus={() => setOpen(true)}
          onBlur={() => setOpen(false)}
        />
        <Completions isShown={completions.length > 0} />
      </Autocomplete.Root>
      <button
        type="submit"
        className="send"
        aria-label={TEXT.composer.send}
        aria-disabled={text.trim() === '' || isSending}
      >
        <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
          <path d="M3 10.5 17 3l-4.5 14-3-5.5z" fill="currentColor" />
        </svg>
      </button>
    </form>
  );
};
