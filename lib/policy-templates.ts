import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A policy as IAM takes it. */
export interface PolicyJson {
  readonly Version: string;
  readonly Statement: readonly Readonly<Record<string, unknown>>[];
}

/** The tag that puts a role or user into the bot's hands, where tags decide. */
export const MANAGED_TAG = { key: 'assume-bot', value: 'managed' } as const;

/** Which roles or users are meant: the tagged ones, or those that are listed (an ARN may end with `/*`). */
export type Targets = { readonly kind: 'tagged' } | { readonly kind: 'listed'; readonly arns: readonly string[] };

/** The account that a role stands in. */
export interface Place {
  readonly partition: string;
  readonly accountId: string;
}

const FOLDER = join(import.meta.dirname, '..', 'terraform', 'account', 'policies');

/** The templates belong to the Terraform module, which cannot reach out of its folder; `${name}` stands for JSON. */
export const render = (name: string, values: Readonly<Record<string, unknown>>): PolicyJson => {
  const template = readFileSync(join(FOLDER, `${name}.json.tftpl`), 'utf8');
  return JSON.parse(
    template.replaceAll(/\$\{(\w+)\}/g, (_, key: string) => {
      if (!Object.hasOwn(values, key)) throw new Error(`policies/${name}.json.tftpl asks for "${key}"`);
      return JSON.stringify(values[key]);
    }),
  );
};

const isTagged = { StringEquals: { [`aws:ResourceTag/${MANAGED_TAG.key}`]: MANAGED_TAG.value } };

export const roleArn = ({ partition, accountId }: Place, name: string): string =>
  `arn:${partition}:iam::${accountId}:role/${name}`;

/** A statement cannot be about nothing; `unused` is something of which it says nothing that is not denied elsewhere. */
export const orElse = (arns: readonly string[], unused: string): readonly string[] =>
  arns.length === 0 ? [unused] : arns;

/** Resource and condition of a statement about targets, under the names that the templates have for them. */
export const scopeOf = (targets: Targets, place: Place, kind: 'role' | 'user', unused: string) => ({
  [`${kind}_resources`]:
    targets.kind === 'tagged'
      ? [`arn:${place.partition}:iam::${place.accountId}:${kind}/*`]
      : orElse(targets.arns, unused),
  [`${kind}_condition`]: targets.kind === 'tagged' ? isTagged : {},
});
