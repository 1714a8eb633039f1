import { accessJsonSchema } from '../functions/adapters/catalog/json-schema.ts';
import { ABOUT } from '../lib/settings/about.ts';
import { DEFAULTS, FIELDS } from '../lib/settings/settings.ts';

interface Schema {
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly required?: readonly string[];
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const code = (value: unknown): string => `\`${cell(typeof value === 'string' ? value : JSON.stringify(value))}\``;
const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** The schemas that a value may follow, maps and alternatives opened. */
const shapes = (schema: Schema): readonly Schema[] => [schema, ...(schema.anyOf ?? []).flatMap(shapes)];

/** Every key of the catalog by its path, in the order of the schema, each once. */
const rowsOf = (schema: Schema, path: string, depth = 0): readonly string[] => {
  if (depth > 5) return [];
  const rows = shapes(schema).flatMap((shape) => {
    const named = Object.entries(shape.properties ?? {}).flatMap(([name, member]) => {
      const at = path === '' ? name : `${path}.${name}`;
      const isRequired = shape.required?.includes(name) === true;
      const examples = (member.examples ?? []).slice(0, 2).map(code).join(', ');
      return [
        row([code(at), cell(member.description ?? ''), examples, isRequired ? 'yes' : '']),
        ...rowsOf(member, at, depth + 1),
      ];
    });
    const { additionalProperties: any } = shape;
    return typeof any === 'object' ? [...named, ...rowsOf(any, `${path}.<name>`, depth + 1)] : named;
  });
  return [...new Set(rows)];
};

/** What a setting takes, in the words of its own refusal. */
const takes = (name: keyof typeof FIELDS): string => {
  const reading = (FIELDS[name] as (value: unknown) => { mistake?: string })({ not: 'a value' });
  return cell(/should be (.*)$/s.exec(reading.mistake ?? '')?.[1] ?? '');
};

/** The text of docs/configuration.md, made of the catalog's schema and the settings themselves. */
export const configurationText = (): string => {
  const settings = (Object.keys(FIELDS) as (keyof typeof FIELDS)[]).map((name) => {
    const fallback = (DEFAULTS as Readonly<Record<string, unknown>>)[name];
    return row([
      code(`assume-bot:${name}`),
      cell(ABOUT[name]),
      takes(name),
      fallback === undefined ? '' : code(fallback),
    ]);
  });
  return `# Configuration

This page is made of the schema and the settings themselves: \`npm run docs:configuration\` writes it anew.

## The catalog, \`access.yaml\`

Who may ask for what, who approves it, and for how long. \`npx assume-bot init\` writes a first one, \`npx assume-bot validate\` tells all
mistakes with their lines, and editors complete it by [access.schema.json](access.schema.json). An example with comments:
[examples/access.yaml](../examples/access.yaml). Durations are written like \`90m\`, \`2h\` or \`1h30m\`.

${row(['key', 'what', 'example', 'required'])}
${row(['---', '---', '---', '---'])}
${rowsOf(accessJsonSchema() as Schema, '').join('\n')}

## Deploying: settings of the CDK

Set in \`cdk.context.json\`, in \`cdk.json\` under \`context\`, or on the command line with \`-c name=value\`. Every mistake is told at once,
before anything is made. \`hubAccount\` and \`region\` are taken from your AWS credentials where they are not set; \`externalId\` has to be.

${row(['setting', 'what', 'takes', 'default'])}
${row(['---', '---', '---', '---'])}
${settings.join('\n')}

## Running on one machine: \`npm start\`

\`npm start -- --help\` lists its options. Environment variables: \`CONSOLE_PORT\`, \`LOCAL_AWS_PORT\`, \`LOCAL_SLACK_PORT\`; with
\`SLACK_BOT_TOKEN\` and \`SLACK_APP_TOKEN\` people use it in a real Slack workspace, by Socket Mode.
`;
};
