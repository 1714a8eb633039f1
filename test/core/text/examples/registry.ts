import { globSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { plainText } from '../../../../functions/core/text/plain.ts';
import type { Text } from '../../../../functions/core/text/text.ts';

/*
 * Every message of `functions/core/text` with the input that produces it. `docs/messages.md` is written from it.
 *
 * To add messages: export functions (data -> message) or constants from a file in `functions/core/text`, and add a file
 * `NAME.examples.ts` to this folder:
 *
 *   import * as messages from '../../../../functions/core/text/cli-errors.ts';
 *   import { examplesOf } from './registry.ts';
 *
 *   export const examples = examplesOf('Command line', 'cli-errors.ts', messages, {
 *     noSuchRequest: { 'an ID that is not stored': ['234945c0911be64cdc1a'] },   // input: [arguments]
 *   });
 *
 * `examples` can be a list, for several files of `core/text`. The compiler reports an exported function without an example,
 * and the test reports a file without examples.
 * A message is a string, a `Text`, an `Explanation`, or a list or record of these; each string or `Text` is a paragraph of at
 * most two sentences. Exported constants are listed without an example. A file that only has parts of sentences is listed
 * in PARTS. Then run `npm run docs:messages`.
 */

// biome-ignore lint/suspicious/noExplicitAny: functions of any message
type Any = any;

type MessageFunctions<Module> = {
  readonly [Name in keyof Module as Module[Name] extends (...args: Any[]) => unknown ? Name : never]: Readonly<
    Record<string, Module[Name] extends (...args: infer Arguments) => unknown ? Readonly<Arguments> : never>
  >;
};

/** One message with the input that produces it. */
export interface Example {
  readonly message: string;
  readonly input: string;
  readonly value: unknown;
  readonly paragraphs: readonly string[];
}

export interface Examples {
  readonly subject: string;
  /** The file in `functions/core/text`. */
  readonly file: string;
  readonly all: readonly Example[];
}

/** Files of `core/text` that have parts of sentences, and no message of their own. */
export const PARTS: readonly string[] = [
  'text.ts',
  'plain.ts',
  'explain.ts',
  'phrases.ts',
  'rule-parts.ts',
  'hours.ts',
  'clip.ts',
  'suggestions.ts',
  'cli/shared.ts',
  'terraform-calls.ts',
  'findings/places.ts',
  'findings/standing.ts',
  ...['account', 'hub', 'principals', 'role', 'severity', 'slack', 'state', 'tickets', 'trust', 'user'].map(
    (name) => `findings/${name}.ts`,
  ),
];

export const examplesOf = <Module extends object>(
  subject: string,
  file: string,
  module: Module,
  inputs: MessageFunctions<Module>,
): Examples => ({
  subject,
  file,
  all: [
    ...Object.entries<Any>(module)
      .sort(([a], [b]) => a.localeCompare(b, 'en'))
      .flatMap(([message, value]) => {
        const paragraphs = typeof value === 'function' ? [] : paragraphsOf(value);
        return paragraphs.length === 0 ? [] : [{ message, input: '', value, paragraphs }];
      }),
    ...Object.entries<Readonly<Record<string, readonly Any[]>>>(inputs).flatMap(([message, examples]) => {
      if (Object.keys(examples).length === 0) throw new Error(`${message} of ${file} has no example`);
      return Object.entries(examples).map(([input, args]) => {
        const value = (module as Any)[message](...args);
        return { message, input, value, paragraphs: paragraphsOf(value) };
      });
    }),
  ],
});

/** The paragraphs of a message: each string and text in it. */
const paragraphsOf = (message: unknown): readonly string[] => {
  if (typeof message === 'string') return message.split('\n').filter(Boolean);
  if (typeof message !== 'object' || message === null) return [];
  if ('pieces' in message) return paragraphsOf(plainText(message as Text, (name) => `\`${name}\``));
  return Object.entries<Any>(message).flatMap(([name, value]) => {
    if (name === 'contacts') return [];
    if (name === 'names') return [`${value.label}: ${value.who.map(({ id }: Any) => id).join(', ')}`];
    return name === 'tryThis' && typeof value === 'string' ? [`\`${value}\``] : paragraphsOf(value);
  });
};

/** The examples of every file of this folder. */
export const everyExample = async (): Promise<readonly Examples[]> => {
  const files = globSync('*.examples.ts', { cwd: import.meta.dirname }).sort();
  const all = await Promise.all(
    files.map(async (file) => {
      const module: { examples?: Examples | readonly Examples[] } = await import(
        pathToFileURL(join(import.meta.dirname, file)).href
      );
      if (module.examples === undefined) throw new Error(`${file} exports no examples`);
      return module.examples;
    }),
  );
  return all.flat();
};

const cell = (markdown: string): string => markdown.replace(/[|<*]/g, (sign) => `\\${sign}`);

/** The page that lists all of them by subject. What several inputs produce is listed once. */
export const messagesPage = (all: readonly Examples[]): string => {
  const sorted = [...all].sort((a, b) => a.subject.localeCompare(b.subject, 'en'));
  const every = sorted.flatMap((examples) => examples.all.map((example) => ({ ...example, examples })));
  const rows = [...Map.groupBy(every, ({ paragraphs }) => paragraphs.map(cell).join('<br>'))];
  const sections = [...Map.groupBy(rows, ([, [first]]) => first?.examples.subject)].map(([subject, those]) => {
    const lines = those.map(([message, from]) => {
      const inputs = from.map((one) => `\`${one.message}\`${one.input === '' ? '' : `: ${cell(one.input)}`}`);
      return `| ${inputs.join('<br>')} | ${message} |`;
    });
    return [`## ${subject}`, '', '| input | message |', '|---|---|', ...lines].join('\n');
  });
  return `${[HEAD, ...sections].join('\n\n')}\n`;
};

const HEAD = `# Messages

Every message of the bot, with the input that produces it. \`npm run docs:messages\` writes this page from the examples in
\`test/core/text/examples\`; the sentences are in \`functions/core/text\`. Slack shows \`@U0ALICE\` as a mention and each time in
the time zone of the reader.`;
