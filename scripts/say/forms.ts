import { parseDuration } from '../../functions/core/schedule/duration.ts';
import { type Block, type Form, type LocalSlack, Problem, type Screen } from './local-slack.ts';
import { plain, readable, shown } from './shown.ts';

interface Field {
  readonly name: string;
  readonly block: Block;
  readonly options: readonly { readonly text: string; readonly value: string }[];
}

const fieldsOf = ({ blocks }: Form): readonly Field[] =>
  blocks.flatMap((block) => {
    const { element } = block;
    if (element?.action_id === undefined) return [];
    const options = [...(element.options ?? []), ...(element.option_groups ?? []).flatMap((group) => group.options)];
    return [
      { name: element.action_id, block, options: options.map(({ text, value }) => ({ text: plain(text), value })) },
    ];
  });

export const openForm = ({ modals }: Screen, person: string): Form | undefined => modals[person]?.at(-1);

const MOST_OPTIONS = 12;

/** The value that an input has now, as it was entered. */
const enteredIn = ({ state }: Form, { name, block }: Field): string => {
  const {
    value,
    selected_option: option,
    selected_date_time: at,
    selected_user: user,
  } = state[block.block_id ?? '']?.[name] ?? {};
  const selected = (option as { value?: string } | null | undefined)?.value;
  return String(selected ?? value ?? at ?? user ?? '');
};

const fieldLine = (form: Form, field: Field): string => {
  const { name, block, options } = field;
  const value = enteredIn(form, field);
  const facts = [
    block.optional === true ? 'optional' : 'required',
    ...(value === '' ? [] : [`now "${value}"`]),
    ...(options.length === 0
      ? []
      : [
          `one of ${options
            .slice(0, MOST_OPTIONS)
            .map((one) => one.text)
            .join(', ')}${options.length > MOST_OPTIONS ? ', ...' : ''}`,
        ]),
  ];
  return `  ${name.padEnd(10)} ${plain(block.label)} (${facts.join('; ')})`;
};

/** What the top window of a user shows; a window without inputs is closed then, as a reader would do. */
export const readWindow = async (slack: LocalSlack, person: string, say: string): Promise<string | undefined> => {
  const screen = await slack.screen();
  const form = openForm(screen, person);
  if (form === undefined) return undefined;
  if (form.submit !== undefined) return describeForm(form, screen, say);
  await slack.post('/local/close', { user: person, viewId: form.id });
  return shown(form, screen);
};

/** A form that waits for the user, with the commands that fill it in or close it. `say` is the command up to the user. */
const describeForm = (form: Form, screen: Screen, say: string): string => {
  const fields = fieldsOf(form);
  const text = shown(form, screen);
  const isMissing = (field: Field): boolean => field.block.optional !== true && enteredIn(form, field) === '';
  const example = fields.find(isMissing) ?? fields[0];
  return [
    `The form "${plain(form.title)}" is open and waits.${text === '' ? '' : `\n${text}`}`,
    ...fields.map((field) => fieldLine(form, field)),
    ...(form.submit === undefined
      ? []
      : [`Submit it: ${say} submit${example === undefined ? '' : ` ${example.name}="..."`}`]),
    `Close it:  ${say} close`,
  ].join('\n');
};

/** The value of an option by its value or its text; for other inputs the text itself. Throws a Problem for an unknown option. */
const choiceOf = ({ name, options }: Field, text: string): string => {
  if (options.length === 0) return text;
  const found = options.find((one) => one.value === text || one.text === text) ?? minutesOption(options, text);
  if (found !== undefined) return found.value;
  throw new Problem(`${name} "${text}" is not one of ${options.map((one) => one.text).join(', ')}.`);
};

/** Durations are options of so many minutes: 90m and 1h30m are the same. */
const minutesOption = (options: Field['options'], text: string) => {
  const parsed = parseDuration(text);
  return parsed.kind === 'minutes' ? options.find(({ value }) => value === String(parsed.minutes)) : undefined;
};

/** Example: `reason=INC-42 length=2h`. Throws a Problem for a word that is not NAME=VALUE. */
export const pairsIn = (words: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    words.map((word) => {
      const at = word.indexOf('=');
      if (at > 0) return [word.slice(0, at), word.slice(at + 1)];
      throw new Problem(`"${word}" is not FIELD=VALUE, such as reason="INC-42 the report is stuck".`);
    }),
  );

/**
 * What the words of a decision mean in its form: a duration first, if the form has a field for it, and then the reason.
 * Example: `30m only the bucket`.
 */
export const decisionValues = (form: Form, words: readonly string[]): Readonly<Record<string, string>> => {
  const [first = '', ...rest] = words;
  const names = fieldsOf(form).map(({ name }) => name);
  const durationField = ['length', 'duration'].find((name) => names.includes(name));
  const isDuration = durationField !== undefined && parseDuration(first).kind === 'minutes';
  const reason = (isDuration ? rest : words).join(' ');
  return { ...(isDuration ? { [durationField]: first } : {}), ...(reason === '' ? {} : { reason }) };
};

type Submitted = {
  readonly action?: string;
  readonly error?: string;
  readonly errors?: Readonly<Record<string, string>>;
};

/** Fills in and submits a form. Returns the mistakes that Slack or the bot shows beside the fields; undefined if it was accepted. */
export const submitForm = async (
  slack: LocalSlack,
  person: string,
  values: Readonly<Record<string, string>>,
): Promise<readonly string[] | undefined> => {
  const current = async () => {
    const screen = await slack.screen();
    const form = openForm(screen, person);
    if (form === undefined) throw new Problem(`${person} has no open form.`);
    return { screen, form };
  };
  const entered: Record<string, string> = {};
  for (const [name, text] of Object.entries(values)) {
    const { form } = await current();
    const field = fieldsOf(form).find((one) => one.name === name);
    if (field === undefined) {
      throw new Problem(
        `The form has no field "${name}". Its fields are ${
          fieldsOf(form)
            .map((one) => one.name)
            .join(', ') || 'none'
        }.`,
      );
    }
    const choice = choiceOf(field, text);
    // A live field changes the form as soon as it is selected.
    if (field.block.dispatch_action === true && field.options.length > 0)
      await slack.post('/local/select', { user: person, viewId: form.id, actionId: name, choice });
    else entered[name] = choice;
  }
  const { form, screen } = await current();
  const answer = (await slack.post('/local/submit', { user: person, viewId: form.id, values: entered })) as Submitted;
  if (answer.error !== undefined) throw new Problem(`The bot did not accept the form: ${answer.error}.`);
  const mistakes = Object.entries(answer.errors ?? {}).map(([block, why]) => `  ${block}: ${readable(why, screen)}`);
  return mistakes.length === 0 ? undefined : mistakes;
};
