import * as z from 'zod';
import type { AccessName } from '../names.ts';
import { accountOf, parseAccessName, parseAccountId, parseRoleArn } from '../names.ts';
import { nearest } from '../nearest.ts';
import type { Terraform, TerraformProvider, TerraformState } from './catalog.ts';
import type { Path, ProblemList } from './problems.ts';
import type { Field } from './read-fields.ts';
import { readField, readFields, tellWrongKind } from './read-fields.ts';
import { roleSchema } from './rule-schema.ts';
import { ACCESS_NAME } from './schema-parts.ts';
import type { Written } from './source.ts';
import { terraformProviderSchema, terraformSchema, terraformStateSchema } from './terraform-schema.ts';

/** The bundle that Terraform is run with. */
interface Beside {
  readonly bundle: string;
  /** The names in its list of roles, those with a mistake too. */
  readonly roleNames: readonly string[];
  /** The roles section of the file. */
  readonly roles: ReadonlyMap<string, Written>;
  readonly list: ProblemList;
}

/** A list of maps is read item by item, so that each mistake has its line. */
const LOOSE_SHAPE = { ...terraformSchema.shape, providers: z.unknown() };

/** Reads what Terraform is told of a bundle. Every role it names has to be part of the bundle: nothing else is granted with it. */
export const compileTerraform = (written: Written, path: Path, beside: Beside): Terraform | undefined => {
  const { list } = beside;
  const { state, providers } = readFields(written, path, LOOSE_SHAPE, list);
  if (written.kind === 'map' && state === undefined && providers === undefined)
    list.problem(written.keyAt, path, 'this says nothing; expected state, providers or both');
  const compiledState = state && compileState(state.written, state.path, beside);
  const compiledProviders = providers && compileProviders(providers.written, providers.path, beside);
  if (compiledState === undefined && compiledProviders === undefined) return undefined;
  return {
    ...(compiledState === undefined ? {} : { state: compiledState }),
    providers: compiledProviders ?? [],
  };
};

const requireMember = (
  role: Field<string> | undefined,
  { bundle, roleNames, list }: Beside,
): AccessName | undefined => {
  if (role?.value === undefined) return undefined;
  // A name in the list that is none was told there.
  if (roleNames.includes(role.value)) return ACCESS_NAME.test(role.value) ? parseAccessName(role.value) : undefined;
  const [likely] = nearest(role.value, roleNames);
  const hint = likely === undefined ? `its roles are ${roleNames.join(', ') || 'none'}` : `did you mean ${likely}?`;
  list.problem(
    role.written.at,
    role.path,
    `the role "${role.value}" is not part of the bundle ${bundle}, so nobody would hold it with this; ${hint}`,
  );
  return undefined;
};

/** The account of a role of the file; undefined where its ARN has a mistake, which is told there. */
const accountOfRole = (name: string, roles: ReadonlyMap<string, Written>) => {
  const arn = roles.get(name)?.entries.get('arn')?.value;
  return roleSchema.shape.arn.safeParse(arn).success ? accountOf(parseRoleArn(String(arn))) : undefined;
};

const compileState = (written: Written, path: Path, beside: Beside): TerraformState | undefined => {
  const { list } = beside;
  const { role, bucket, region, keys, kmsKey, account } = readFields(written, path, terraformStateSchema.shape, list);
  const name = requireMember(role, beside);
  for (const [index, key] of (keys?.value ?? []).entries()) {
    const at = keys?.written.items[index]?.at ?? written.at;
    if (keys?.value?.indexOf(key) !== index) list.problem(at, [...path, 'keys', index], `${key} is in this list twice`);
    if (key.endsWith('.tflock'))
      list.problem(at, [...path, 'keys', index], 'this is the name of a lock; name the state, the lock goes with it');
  }
  const keyRegion = kmsKey?.value?.split(':')[3];
  if (kmsKey !== undefined && keyRegion !== undefined && region?.value !== undefined && keyRegion !== region.value)
    list.problem(
      kmsKey.written.at,
      kmsKey.path,
      `this key is in ${keyRegion} and the bucket in ${region.value}; S3 takes a key of the bucket's region only`,
    );
  if (name === undefined || !bucket?.value || !region?.value || !keys?.value) return undefined;
  const accountId = account?.value === undefined ? accountOfRole(name, beside.roles) : parseAccountId(account.value);
  if (accountId === undefined) return undefined;
  return {
    role: name,
    bucket: bucket.value,
    region: region.value,
    keys: keys.value,
    ...(kmsKey?.value === undefined ? {} : { kmsKey: kmsKey.value }),
    accountId,
  };
};

const compileProviders = (written: Written, path: Path, beside: Beside): readonly TerraformProvider[] => {
  const { list } = beside;
  if (written.kind !== 'list' || written.items.length === 0 || written.items.length > 20) {
    if (written.kind === 'list') readField(written, path, terraformSchema.shape.providers, list);
    else
      tellWrongKind(written, path, 'a list of providers such as [ { role: prod-deploy, region: eu-central-1 } ]', list);
    return [];
  }
  const aliases = new Map<string, number>();
  return written.items.flatMap((item, index) => {
    const itemPath = [...path, index];
    const { role, region, alias } = readFields(item, itemPath, terraformProviderSchema.shape, list);
    const called = alias?.value ?? '';
    const first = aliases.get(called);
    if (item.kind === 'map' && first !== undefined)
      list.problem(
        item.at,
        itemPath,
        called === ''
          ? `providers[${first}] goes without an alias already; every other one needs its own`
          : `providers[${first}] has the alias ${called} already`,
      );
    aliases.set(called, first ?? index);
    const name = requireMember(role, beside);
    if (name === undefined || !region?.value) return [];
    return [{ role: name, region: region.value, ...(called === '' ? {} : { alias: called }) }];
  });
};
