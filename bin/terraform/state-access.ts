import type { Catalog } from '../../functions/core/catalog/catalog.ts';
import { defined } from '../../functions/core/defined.ts';
import { parseRoleArn, type RoleArn } from '../../functions/core/names.ts';
import { statePolicyText as text } from '../../functions/core/text/cli/terraform.ts';
import { rulesNamed } from '../cli/catalog.ts';
import { UsageError } from '../cli/errors.ts';
import { arnOf, stateOf } from './bundles.ts';

interface Options {
  readonly bucket?: string | undefined;
  readonly key?: readonly string[] | undefined;
  readonly kms?: string | undefined;
  readonly role?: string | undefined;
}

const required = (given: string, pattern: RegExp, what: string): string => {
  if (pattern.test(given)) return given;
  throw new UsageError(text.not(given, what));
};

const roleArnOf = async (role: string, loadCatalog: () => Promise<Catalog>): Promise<RoleArn> => {
  if (role.startsWith('arn:'))
    return parseRoleArn(required(role, /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/, text.role));
  const [rule, ...more] = rulesNamed(await loadCatalog(), role);
  if (rule === undefined || more.length > 0) throw new UsageError(text.isBundle(role));
  return rule.arn;
};

/** The role and its state: from the options, otherwise from a bundle of the catalog. */
export const stateAccessOf = async (
  { bucket, key: keys = [], kms, role }: Options,
  bundle: string | undefined,
  loadCatalog: () => Promise<Catalog>,
) => {
  if (bucket === undefined) {
    if (keys.length > 0 || kms !== undefined) throw new UsageError(text.noBucket);
    const catalog = await loadCatalog();
    const { state } = stateOf(catalog, bundle);
    return { ...state, roleArn: arnOf(catalog, state.role) };
  }
  if (keys.length === 0) throw new UsageError(text.noKey);
  if (role === undefined) throw new UsageError(text.noRole);
  const kmsKey =
    kms === undefined ? undefined : required(kms, /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/, text.kms);
  return {
    bucket: required(bucket, /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, text.bucket),
    keys: keys.map((key) => required(key, /^[^/*?$\s][^*?$]*$/, text.key)),
    roleArn: await roleArnOf(role, loadCatalog),
    ...defined({ kmsKey }),
  };
};
