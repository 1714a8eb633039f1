import type { Bundle, Catalog, Role, Terraform, TerraformState } from '../../functions/core/catalog/catalog.ts';
import { own } from '../../functions/core/catalog/lookup.ts';
import type { RoleArn } from '../../functions/core/names.ts';
import { nearest } from '../../functions/core/nearest.ts';
import { diagnoseText } from '../../functions/core/text/cli/diagnose.ts';
import { bundleText } from '../../functions/core/text/cli/terraform.ts';
import { UsageError } from '../cli/errors.ts';

/** The bundle of a name, with its Terraform settings. Throws UsageError with the bundles that have any. */
export const bundleNamed = (
  catalog: Catalog,
  name: string | undefined,
): { readonly bundle: Bundle; readonly terraform: Terraform } => {
  const all = Object.values<Bundle>(catalog.bundles).filter(({ terraform }) => terraform !== undefined);
  const bundle = all.find((one) => one.name === name);
  if (bundle?.terraform !== undefined) return { bundle, terraform: bundle.terraform };
  const names = all.map((one) => one.name);
  if (names.length === 0) throw new UsageError(bundleText.none);
  if (name === undefined) throw new UsageError(bundleText.missing(names));
  throw new UsageError(bundleText.unknown(name, nearest(name, names, 1), names));
};

export const arnOf = (catalog: Catalog, name: string): RoleArn => {
  const role = own<Role>(catalog.roles, name);
  if (role === undefined) throw new UsageError(bundleText.noRole(name));
  return role.arn;
};

export const stateOf = (
  catalog: Catalog,
  name: string | undefined,
): { readonly bundle: Bundle; readonly state: TerraformState } => {
  const { bundle, terraform } = bundleNamed(catalog, name);
  if (terraform.state === undefined) throw new UsageError(bundleText.noState(bundle.name));
  return { bundle, state: terraform.state };
};

/** The AWS profile for an account. The account of a state need not be in the catalog. */
export const profilesOf = (
  options: { readonly profile?: string | undefined; readonly accountProfile?: readonly string[] | undefined },
  { accounts }: Catalog,
): ((accountId: string) => string | undefined) => {
  const profiles = new Map(
    (options.accountProfile ?? []).map((text): [string, string] => {
      const [account = '', profile = ''] = text.split('=');
      const id = accounts.find(({ name }) => name === account)?.id ?? account;
      if (/^\d{12}$/.test(id) && profile !== '') return [id, profile];
      const names = accounts.map(({ name }) => name);
      throw new UsageError(diagnoseText.notAnAccountProfile(text, names));
    }),
  );
  return (accountId) => profiles.get(accountId) ?? options.profile;
};
