import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface DocumentedPolicy {
  readonly Version: string;
  readonly Statement: readonly { readonly Action: string | readonly string[]; readonly Resource: unknown }[];
}

const PAGE = join(import.meta.dirname, '../../docs/deploying.md');

/** The first policy under a heading of docs/deploying.md, with values for its placeholders, such as HUB_ACCOUNT. */
export const policyUnder = (heading: string, values: Readonly<Record<string, string>>): DocumentedPolicy => {
  const [, section = ''] = readFileSync(PAGE, 'utf8').split(`\n### ${heading}\n`);
  const [, json = ''] = /```json\n([\s\S]*?)```/.exec(section) ?? [];
  return JSON.parse(json.replaceAll(/[A-Z]{2,}(_[A-Z]+)*/g, (placeholder) => values[placeholder] ?? placeholder));
};
