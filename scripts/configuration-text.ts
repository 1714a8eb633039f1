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
  readonly items?: Schema;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const code = (value: unknown): string => `\`${cell(typeof value === 'string' ? value : JSON.stringify(value))}\``;
const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** The schemas that a value may match, including those of maps and alternatives. */
const shapes = (schema: Schema): readonly Schema[] => [schema, ...(schema.anyOf ?? []).flatMap(shapes)];

/** The keys of a rule: each is described once under defaults and once for a role, and not again where a list repeats it. */
const keysOfRules = ({ properties = {} }: Schema): readonly string[] =>
  Object.keys(shapes(properties['defaults'] ?? {}).find((shape) => shape.properties)?.properties ?? {});

/** The keys of the maps in a list that are not those of a rule. */
const itemOf = (items: Schema, path: string, root: Schema): Schema | undefined => {
  // The rules of a role show the keys of all lists of rules.
  const isShared = items.$ref !== undefined && path.startsWith('defaults');
  const item = items.$ref === undefined ? items : (root.$defs?.[items.$ref.replace('#/$defs/', '')] ?? {});
  const properties = Object.entries(item.properties ?? {}).filter(([key]) => !keysOfRules(root).includes(key));
  return isShared || properties.length === 0 ? undefined : { ...item, properties: Object.fromEntries(properties) };
};

/** Every key of the catalog by its path, in the order of the schema, each once. */
const rowsOf = (schema: Schema, path: string, root = schema, depth = 0): readonly string[] => {
  if (depth > 7) return [];
  const rows = shapes(schema).flatMap((shape) => {
    const named = Object.entries(shape.properties ?? {}).flatMap(([name, member]) => {
      const at = path === '' ? name : `${path}.${name}`;
      const isRequired = shape.required?.includes(name) === true;
      const examples = (member.examples ?? []).slice(0, 2).map(code).join(', ');
      return [
        row([code(at), cell(member.description ?? ''), examples, isRequired ? 'yes' : '']),
        ...rowsOf(member, at, root, depth + 1),
      ];
    });
    const { additionalProperties: any, items } = shape;
    const item = items && itemOf(items, path, root);
    return [
      ...named,
      ...(typeof any === 'object' ? rowsOf(any, `${path}.<name>`, root, depth + 1) : []),
      ...(item === undefined ? [] : rowsOf(item, `${path}[]`, root, depth + 1)),
    ];
  });
  return [...new Set(rows)];
};

/** The values that a setting accepts, from its own error message. */
const takes = (name: keyof typeof FIELDS): string => {
  const reading = (FIELDS[name] as (value: unknown) => { mistake?: string })({ not: 'a value' });
  return cell(/should be (.*)$/s.exec(reading.mistake ?? '')?.[1] ?? '');
};

/** The text of docs/configuration.md, generated from the schema of the catalog and the settings. */
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

\`npm run docs:configuration\` generates this page from the schema and the settings.

## The catalog, \`access.yaml\`

The catalog defines who can request each role, who approves it, and for how long. \`npx --no assume-bot init\` writes a first catalog.
\`npx --no assume-bot validate\` reports all mistakes with their lines. Editors validate and complete the file with
[access.schema.json](access.schema.json). An example with comments: [examples/access.yaml](../examples/access.yaml). Write durations as
\`90m\`, \`2h\` or \`1h30m\`. An item of a list is shown with \`[]\`. Items of \`rules\` and of \`defaultsByLabel\` also have the keys of
\`defaults\`, except that rules have no \`rules\`, \`conditions\` or \`sessionTags\`.

${row(['key', 'description', 'example', 'required'])}
${row(['---', '---', '---', '---'])}
${rowsOf(accessJsonSchema() as Schema, '').join('\n')}

## Deployment: CDK settings

Set these in \`cdk.context.json\`, in \`cdk.json\` under \`context\`, or on the command line with \`-c name=value\`. All mistakes are reported at
once, before any resource is created. \`externalId\`, \`hubAccount\` and \`region\` are required: they are part of what
manager roles trust, so they are never taken from your AWS credentials.

${row(['setting', 'description', 'values', 'default'])}
${row(['---', '---', '---', '---'])}
${settings.join('\n')}

## Local use: \`npm start\`

\`npm start -- --help\` lists its options. Environment variables: \`CONSOLE_PORT\`, \`LOCAL_AWS_PORT\`, \`LOCAL_SLACK_PORT\`. With
\`SLACK_BOT_TOKEN\` and \`SLACK_APP_TOKEN\`, the bot runs in a real Slack workspace, through Socket Mode.
`;
};
