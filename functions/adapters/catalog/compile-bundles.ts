import type * as z from 'zod';
import type { Bundle } from '../../core/catalog/catalog.ts';
import { defined } from '../../core/defined.ts';
import { parseAccessName } from '../../core/names.ts';
import { checkAccessName } from './check-names.ts';
import { compileTerraform, type RoleArns } from './compile-terraform.ts';
import { type Path, suggest } from './problems.ts';
import type { Draft, Source } from './read.ts';
import type { bundleSchema } from './schema.ts';
import { ACCESS_NAME } from './schema-parts.ts';

type BundleDraft = Draft<z.input<typeof bundleSchema>>;

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
