import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A policy document in the format of IAM. */
export interface PolicyJson {
  readonly Version: string;
  readonly Statement: readonly Readonly<Record<string, unknown>>[];
}

/** The tag that lets the bot edit a role or user, if targets are selected by tag. */
export const MANAGED_TAG = { key: 'assume-bot', value: 'managed' } as const;

/** The targeted roles or users: tagged, or listed (an ARN may end with `/*`). */
export type Targets = { readonly kind: 'tagged' } | { readonly kind: 'listed'; readonly arns: readonly string[] };

/** The account of a role or a user. */
export interface AwsAccount {
  readonly partition: string;
  readonly accountId: string;
}

const FOLDER = join(import.meta.dirname, '..', 'terraform', 'account', 'policies');

/** The templates are in the Terraform module, which cannot read files outside its folder. `${name}` is a JSON value. */
export const render = (name: string, values: Readonly<Record<string, unknown>>): PolicyJson => {
  const template = readFileSync(join(FOLDER, `${name}.json.tftpl`), 'utf8');
  return JSON.parse(
    template.replaceAll(/\$\{(\w+)\}/g, (_, key: string) => {
      if (!Object.hasOwn(values, key))
        throw new Error(`policies/${name}.json.tftpl needs "${key}", which has no value`);
      return JSON.stringify(values[key]);
    }),
  );
};

const isTagged = { StringEquals: { [`aws:ResourceTag/${MANAGED_TAG.key}`]: MANAGED_TAG.value } };

export const roleArn = ({ partition, accountId }: AwsAccount, name: string): string =>
  `arn:${partition}:iam::${accountId}:role/${name}`;

/** A statement needs a resource. `unused` is a resource that another statement denies, so it has no effect. */
export const orElse = (arns: readonly string[], unused: string): readonly string[] =>
  arns.length === 0 ? [unused] : arns;

/** The resource and condition of a statement about targets, under the names of the templates. */
export const scopeOf = (targets: Targets, account: AwsAccount, kind: 'role' | 'user', unused: string) => ({
  [`${kind}_resources`]:
    targets.kind === 'tagged'
      ? [`arn:${account.partition}:iam::${account.accountId}:${kind}/*`]
      : orElse(targets.arns, unused),
  [`${kind}_condition`]: targets.kind === 'tagged' ? isTagged : {},
});
