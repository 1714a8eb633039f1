import { useId, useRef, useState } from 'react';
import { COMMAND, completionsOf, type Names } from '../../model/completion.ts';
import { troubleText } from '../blocks/trouble.ts';
import { api } from '../live/api.ts';
import { drafts, notice } from '../live/where.ts';

interface ComposerProps {
  readonly userId: string;
  /** The channel of the message; undefined if the conversation does not exist yet. */
  readonly channelId: string | undefined;
  /** The channel from which a command is sent if there is no conversation. */
  readonly commandChannelId: string;
  readonly placeName: string;
  readonly draftKey: string;
  readonly names: Names;
}

const setDraft = (key: string, text: string): void => drafts.set((all) => ({ ...all, [key]: text }));

/** The message field, with completion for commands. */
export const Composer = (props: ComposerProps) => {
  const { userId, channelId, commandChannelId, placeName, draftKey, names } = props;
  const text = drafts.use()[draftKey] ?? '';
  const field = useRef<HTMLInputElement>(null);
  const listId = useId();
  const [active, setActive] = useState(-1);
  const [isDismissed, setDismissed] = useState(false);
  const [isFocused, setFocused] = useState(false);
  const [isSending, setSending] = useState(false);
  const completions = isFocused && !isDismissed ? completionsOf(text, names) : [];
  const isOpen = completions.length > 0;

  const write = (line: string) => {
    setDraft(draftKey, line);
    setActive(-1);
    setDismissed(false);
  };
  const take = (line: string) => {
    write(line);
    field.current?.focus();
  };
  const send = async () => {
    const line = text.trim();
    if (line === '' || isSending) return;
    notice.set(undefined);
    const isCommand = line.startsWith('/');
    if (!isCommand && channelId === undefined) {
      notice.set({ text: 'This conversation does not exist yet. Type a command, such as /assume.' });
      return;
    }
    const [command = '', ...rest] = line.split(' ');
    if (isCommand && command !== COMMAND) {
      notice.set({ text: `${command} is not available here. Try ${COMMAND}.` });
      return;
    }
    setSending(true);
    write('');
    const done = isCommand
      ? await api.command(userId, channelId ?? commandChannelId, command, rest.join(' '))
      : await api.say(userId, channelId ?? commandChannelId, line);
    setSending(false);
    if (!done.ok) {
      // If no answer arrives, the typed text is restored.
      if ((drafts.get()[draftKey] ?? '') === '') write(line);
      setDismissed(true);
      notice.set({ text: troubleText(done.error) });
    }
  };

  const onKeyDown = (event: React.KeyboardEvent) => {
    const chosen = completions[active];
    if (event.key === 'ArrowDown' && isOpen) setActive((active + 1) % completions.length);
    else if (event.key === 'ArrowUp' && isOpen) setActive((active - 1 + completions.length) % completions.length);
    else if (event.key === 'Tab' && !event.shiftKey && isOpen) take((chosen ?? completions[0])?.line ?? text);
    else if (event.key === 'Escape' && isOpen) setDismissed(true);
    else if (event.key === 'Enter' && !event.shiftKey) {
      if (chosen) take(chosen.line);
      else void send();
    } else return;
    event.preventDefault();
  };
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <div className="completions" role="listbox" id={listId} aria-label="Completions" hidden={!isOpen}>
        {completions.map((completion, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field handles the keys, as in the ARIA pattern
          <div
            key={completion.line}
            id={`${listId}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            data-active={index === active}
            className="option"
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => take(completion.line)}
          >
            <span className="option-text">{completion.label}</span>
            <span className="option-detail">{completion.detail}</span>
          </div>
        ))}
        {isOpen && (
          <div className="completions-hint" aria-hidden="true">
            <kbd>Tab</kbd> accepts the first, <kbd>↑</kbd> <kbd>↓</kbd> choose, <kbd>Enter</kbd> sends
          </div>
        )}
      </div>
      <input
        ref={field}
        id="composer"
        type="text"
        role="combobox"
        aria-label={`Message in ${placeName}`}
        aria-expanded={isOpen}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && active >= 0 ? `${listId}-${active}` : undefined}
        placeholder="Type / for commands"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => write(event.target.value)}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
        onKeyDown={onKeyDown}
      />
      <button type="submit" className="send" aria-label="Send" aria-disabled={text.trim() === '' || isSending}>
        <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
          <path d="M3 10.5 17 3l-4.5 14-3-5.5z" fill="currentColor" />
        </svg>
      </button>
    </form>
  );
};
