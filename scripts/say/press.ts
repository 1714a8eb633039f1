import { parseDuration } from '../../functions/core/schedule/duration.ts';
import { decisionValues, openForm, readWindow, submitForm } from './forms.ts';
import { type Block, type Form, type LocalSlack, type Message, Problem } from './local-slack.ts';
import { messagesOf, shown } from './shown.ts';

/** How often to check whether a message shows the result of a press. */
const LOOKS = 30;

/** Words for buttons whose name in the payload is not what a user would type. */
const BUTTONS: Readonly<Record<string, string>> = { justified: 'review_right', 'not-justified': 'review_wrong' };

/** The button that a word presses. Example: `approve 30m` presses the one for a shorter time. */
export const buttonOf = (word: string, rest: readonly string[]): string =>
  word === 'approve' && rest[0] !== undefined && parseDuration(rest[0]).kind === 'minutes'
    ? 'approve_shorter'
    : (BUTTONS[word] ?? word);

export interface Context {
  readonly slack: LocalSlack;
  readonly person: string;
  /** The command line up to the user, for commands to try next. */
  readonly say: string;
  /** Waits between two looks at a message. */
  readonly pause: () => Promise<unknown>;
}

interface Button {
  readonly actionId: string;
  readonly blockId: string;
  readonly value: string;
}

const buttonsIn = (blocks: readonly Block[] = []): readonly Button[] =>
  blocks.flatMap(({ block_id: blockId = '', elements = [], accessory }) =>
    [...elements, ...(accessory === undefined ? [] : [accessory])].flatMap(({ action_id: actionId, value = '' }) =>
      actionId === undefined ? [] : [{ actionId, blockId, value }],
    ),
  );

const hasButton = ({ blocks }: Message, button: string): boolean =>
  buttonsIn(blocks).some(({ actionId }) => actionId === button);

/** The Home tab as the bot publishes it after the user has opened it. */
const homeOf = async ({ slack, person, pause }: Context): Promise<Form | undefined> => {
  await slack.post('/local/home', { user: person });
  let home = (await slack.screen()).homes[person];
  for (let looks = 0; looks < LOOKS && !home; looks += 1) {
    await pause();
    home = (await slack.screen()).homes[person];
  }
  return home ?? undefined;
};

/** Where a button is: on the newest message that has it, or else on the Home tab. Throws a Problem if it is in neither place. */
const find = async (context: Context, button: string) => {
  const { slack, person } = context;
  const screen = await slack.screen();
  const message = messagesOf(screen).findLast((one) => hasButton(one, button));
  if (message !== undefined)
    return { message, place: { channel: message.channel, ts: message.ts, actionId: button }, screen };
  const view = await homeOf(context);
  const onHome = buttonsIn(view?.blocks).filter(({ actionId }) => actionId === button);
  const [first] = onHome;
  if (view !== undefined && first !== undefined && onHome.length === 1)
    return { place: { viewId: view.id, ...first }, screen };
  if (first !== undefined)
    throw new Problem(
      `The Home tab of ${person} has ${onHome.length} buttons "${button}". Use "/assume" with the name of the role.`,
    );
  const known = [...messagesOf(screen).flatMap(({ blocks }) => buttonsIn(blocks)), ...buttonsIn(view?.blocks)];
  const names = [...new Set(known.map(({ actionId }) => actionId))];
  throw new Problem(
    `${person} has no button "${button}". ${names.length === 0 ? 'There are no buttons.' : `The buttons are ${names.join(', ')}.`}`,
  );
};

/** The message once it differs from what was pressed, or as it is after a while. */
const settled = async (slack: LocalSlack, target: Message, pause: Context['pause']): Promise<string> => {
  let screen = await slack.screen();
  const again = () => messagesOf(screen).find(({ channel, ts }) => channel === target.channel && ts === target.ts);
  const before = JSON.stringify(target);
  for (let looks = 0; looks < LOOKS && JSON.stringify(again()) === before; looks += 1) {
    await pause();
    screen = await slack.screen();
  }
  const after = again();
  return after === undefined ? '(deleted)' : shown(after, screen);
};

/** Presses the button on the newest message that has it, and fills in and submits the form that it opens. */
export const press = async (context: Context, word: string, rest: readonly string[]) => {
  const { slack, person, say, pause } = context;
  const button = buttonOf(word, rest);
  const { message, place, screen } = await find(context, button);
  const formBefore = openForm(screen, person)?.id;
  const outcome = await slack.post('/local/press', { user: person, ...place });
  if (outcome['ok'] === false)
    throw new Problem(`The press failed: ${String(outcome['error'] ?? 'the bot gave no reason')}`);

  const opened = openForm(await slack.screen(), person);
  if (opened !== undefined && opened.id !== formBefore && opened.submit !== undefined) {
    const mistakes = await submitForm(slack, person, decisionValues(opened, rest)).catch((fault: unknown) => {
      if (fault instanceof Problem) return [`  ${fault.message}`];
      throw fault;
    });
    const window = await readWindow(slack, person, say);
    if (mistakes !== undefined)
      throw new Problem(`The form was not accepted:\n${mistakes.join('\n')}\n${window ?? ''}`);
    if (window !== undefined) return window;
  } else if (rest.length > 0) {
    throw new Problem(`Pressed ${word}. It opens no form, so "${rest.join(' ')}" was not used.`);
  } else if (opened !== undefined && opened.id !== formBefore) {
    return (await readWindow(slack, person, say)) ?? '';
  }
  return message === undefined
    ? `Pressed ${word}. "messages" shows what the bot wrote.`
    : `Pressed ${word}. The message is now:\n${await settled(slack, message, pause)}`;
};
