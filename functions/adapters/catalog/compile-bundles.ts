import type * as z from 'zod';
import type { Bundle, Terraform, TerraformState } from '../../core/catalog/catalog.ts';
import { defined } from '../../core/defined.ts';
import { accountOf, parseAccessName, parseAccountId, parseRoleArn } from '../../core/names.ts';
import { checkAccessName } from './compile-roles.ts';
import { type Path, suggest } from './problems.ts';
import type { Draft, Source } from './read.ts';
import type { bundleSchema } from './schema.ts';
import { ACCESS_NAME } from './schema-parts.ts';

type BundleDraft = Draft<z.input<typeof bundleSchema>>;
type TerraformDraft = NonNullable<BundleDraft['terraform']>;
/** The valid ARNs of the roles, by name. */
type RoleArns = Readonly<Record<string, { readonly arn?: string }>>;

/** Reads the bundles. Each lists existing roles, without duplicates, under a name that no role has. */
export const compileBundles = (
  bundles: Readonly<Record<string, BundleDraft>>,
  roles: RoleArns,
  source: Source,
): readonly Bundle[] => {
  for (const name of source.at(['bundles'])?.entries.keys() ?? []) {
    checkAccessName(name, ['bundles', name], 'bundle', source);
    const role = source.at(['roles', name]);
    if (role !== undefined)
      source.problem(
        ['bundles', name],
        `there is a role with the name ${name} too (line ${role.keyAt.line}); roles and bundles share their names`,
        'key',
      );
  }
  return Object.entries(bundles).flatMap(([name, { roles: names = [], description = '', terraform }]) => {
    const path = ['bundles', name, 'roles'];
    for (const [index, role] of names.entries()) {
      if (names.indexOf(role) < index) source.problem([...path, index], `${role} is listed twice in this bundle`);
      requireRole(role, [...path, index], source);
    }
    const compiled = terraform && compileTerraform(terraform, ['bundles', name, 'terraform'], { names, roles, source });
    if (!ACCESS_NAME.test(name) || names.length === 0 || !names.every((role) => ACCESS_NAME.test(role))) return [];
    return [
      {
        name: parseAccessName(name),
        description,
        roles: names.map(parseAccessName),
        ...defined({ terraform: compiled }),
      },
    ];
  });
};

const requireRole = (name: string, path: Path, source: Source): void => {
  if (source.at(['roles', name]) !== undefined) return;
  if (source.at(['bundles', name]) !== undefined) {
    source.problem(path, `${name} is a bundle; list its roles instead`);
    return;
  }
  const hint = suggest(name, [...(source.at(['roles'])?.entries.keys() ?? [])]);
  source.problem(path, `there is no role "${name}"; ${hint}`);
};

/** The roles of a bundle by name, and the input of all bundles. */
interface BundleInput {
  readonly names: readonly string[];
  readonly roles: RoleArns;
  readonly source: Source;
}

/** Reads the Terraform settings of a bundle. They can refer only to roles of the bundle, because only these are granted with it. */
const compileTerraform = (
  { state, providers }: TerraformDraft,
  path: Path,
  input: BundleInput,
): Terraform | undefined => {
  const { source } = input;
  if (!['state', 'providers'].some((key) => source.at([...path, key]) || source.hasProblem([...path, key])))
    source.problem(path, 'terraform is empty; expected state, providers or both');
  const compiled = state && compileState(state, [...path, 'state'], input);
  const aliases = new Map<string, number>();
  const written = (providers ?? []).flatMap(({ role, region, alias = '' }, index) => {
    const at = [...path, 'providers', index];
    const first = aliases.get(alias);
    if (first !== undefined && !source.hasProblem([...at, 'alias']))
      source.problem(
        at,
        alias === ''
          ? `providers[${first}] has no alias either; only one provider can have none`
          : `providers[${first}] already has the alias ${alias}`,
      );
    aliases.set(alias, first ?? index);
    requireMember(role, [...at, 'role'], input);
    if (role === undefined || !ACCESS_NAME.test(role) || region === undefined) return [];
    return [{ role: parseAccessName(role), region, ...defined({ alias: alias || undefined }) }];
  });
  return { ...defined({ state: compiled }), providers: written };
};

const requireMember = (role: string | undefined, path: Path, { names, source }: BundleInput): void => {
  const bundle = path[1];
  if (role === undefined || names.includes(role) || source.hasProblem(['bundles', String(bundle), 'roles'])) return;
  const hint = suggest(role, names, `its roles are ${names.join(', ') || 'none'}`);
  source.problem(path, `the role "${role}" is not part of the bundle ${bundle}, so it is not granted with it; ${hint}`);
};

const compileState = (
  { role, bucket, region, keys, kmsKey, account }: NonNullable<TerraformDraft['state']>,
  path: Path,
  input: BundleInput,
): TerraformState | undefined => {
  const { source, roles } = input;
  requireMember(role, [...path, 'role'], input);
  for (const [index, key] of (keys ?? []).entries()) {
    if (keys?.indexOf(key) !== index) source.problem([...path, 'keys', index], `${key} is listed twice`);
    if (key.endsWith('.tflock'))
      source.problem(
        [...path, 'keys', index],
        'this is a lock file; list the state file instead, which includes its lock',
      );
  }
  const keyRegion = kmsKey?.split(':')[3];
  if (keyRegion !== undefined && region !== undefined && keyRegion !== region)
    source.problem(
      [...path, 'kmsKey'],
      `this key is in ${keyRegion} and the bucket in ${region}; S3 requires a key in the region of the bucket`,
    );
  const arn = role !== undefined && Object.hasOwn(roles, role) ? roles[role]?.arn : undefined;
  if (!role || !bucket || !region || !keys || !ACCESS_NAME.test(role) || (!account && !arn)) return undefined;
  return {
    role: parseAccessName(role),
    bucket,
    region,
    keys,
    ...defined({ kmsKey }),
    accountId: account === undefined ? accountOf(parseRoleArn(arn ?? '')) : parseAccountId(account),
  };
};
