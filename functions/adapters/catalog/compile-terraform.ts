import type * as z from 'zod';
import type { Terraform, TerraformState } from '../../core/catalog/catalog.ts';
import { defined } from '../../core/defined.ts';
import { accountOf, parseAccessName, parseAccountId, parseRoleArn } from '../../core/names.ts';
import { type Path, suggest } from './problems.ts';
import type { Draft, Source } from './read.ts';
import { ACCESS_NAME } from './schema-parts.ts';
import type { terraformSchema } from './terraform-schema.ts';

type TerraformDraft = Draft<z.input<typeof terraformSchema>>;
/** The valid ARNs of the roles, by name. */
export type RoleArns = Readonly<Record<string, { readonly arn?: string }>>;

/** The roles of a bundle by name, and the input of all bundles. */
interface BundleInput {
  readonly names: readonly string[];
  readonly roles: RoleArns;
  readonly source: Source;
}

/** Reads the Terraform settings of a bundle. They can refer only to roles of the bundle, because only these are granted with it. */
export const compileTerraform = (
  { state, providers, readOnly }: TerraformDraft,
  path: Path,
  input: BundleInput,
): Terraform | undefined => {
  const { source } = input;
  if (!['state', 'providers', 'readOnly'].some((key) => source.at([...path, key]) || source.hasProblem([...path, key])))
    source.problem(path, 'terraform is empty; expected state, providers or both');
  const compiled = state && compileState(state, [...path, 'state'], input);
  const read = (readOnly ?? []).flatMap((one, index) => compileState(one, [...path, 'readOnly', index], input) ?? []);
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
  return { ...defined({ state: compiled }), providers: written, ...(read.length === 0 ? {} : { readOnly: read }) };
};

const requireMember = (role: string | undefined, path: Path, { names, source }: BundleInput): void => {
  const bundle = path[1];
  if (role === undefined || names.includes(role) || source.hasProblem(['bundles', String(bundle), 'roles'])) return;
  const hint = suggest(role, names, `its roles are ${names.join(', ') || 'none'}`);
  source.problem(path, `the role "${role}" is not part of the bundle ${bundle}, so it is not granted with it; ${hint}`);
};

const compileState = (
  { role, bucket, region, keys, kmsKey, account, workspaces, lockTable }: NonNullable<TerraformDraft['state']>,
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
    ...defined({ kmsKey, workspaces, lockTable }),
    accountId: account === undefined ? accountOf(parseRoleArn(arn ?? '')) : parseAccountId(account),
  };
};
