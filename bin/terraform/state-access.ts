import type { Bundle, Catalog } from '../../functions/core/catalog/catalog.ts';
import { defined } from '../../functions/core/defined.ts';
import { parseRoleArn, type RoleArn } from '../../functions/core/names.ts';
import { statesOfBundle } from '../../functions/core/terraform/state-documents.ts';
import type { StateAccess } from '../../functions/core/terraform/state-policies.ts';
import { bundleText, statePolicyText as text } from '../../functions/core/text/cli/terraform.ts';
import { rulesNamed } from '../cli/catalog.ts';
import { UsageError } from '../cli/errors.ts';
import { bundleNamed } from './bundles.ts';

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

/** The states of a call, and those of all bundles: documents of a shared bucket hold the statements of each. */
export interface NamedStates {
  readonly own: readonly StateAccess[];
  readonly all: readonly StateAccess[];
}

const namedStates = (catalog: Catalog, named: string | undefined): NamedStates => {
  const { bundle } = bundleNamed(catalog, named);
  const own = statesOfBundle(catalog, bundle);
  if (own.length === 0) throw new UsageError(bundleText.noState(bundle.name));
  const others = Object.values<Bundle>(catalog.bundles).filter(({ name }) => name !== bundle.name);
  return { own, all: [...own, ...others.flatMap((one) => statesOfBundle(catalog, one))] };
};

/** The role and its state: from the options, otherwise from a bundle of the catalog. */
export const stateAccessOf = async (
  { bucket, key: keys = [], kms, role }: Options,
  bundle: string | undefined,
  loadCatalog: () => Promise<Catalog>,
): Promise<NamedStates> => {
  if (bucket === undefined) {
    if (keys.length > 0 || kms !== undefined) throw new UsageError(text.noBucket);
    return namedStates(await loadCatalog(), bundle);
  }
  if (keys.length === 0) throw new UsageError(text.noKey);
  if (role === undefined) throw new UsageError(text.noRole);
  const kmsKey =
    kms === undefined ? undefined : required(kms, /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/, text.kms);
  const own = {
    bucket: required(bucket, /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, text.bucket),
    keys: keys.map((key) => required(key, /^[^/*?$\s][^*?$]*$/, text.key)),
    roleArn: await roleArnOf(role, loadCatalog),
    ...defined({ kmsKey }),
  };
  return { own: [own], all: [own] };
};
