import { parseAccessName } from '../names.ts';
import { nearest } from '../nearest.ts';
import type { Bundle } from './catalog.ts';
import { checkAccessName } from './compile-roles.ts';
import { compileTerraform } from './compile-terraform.ts';
import type { Path, Place, ProblemList } from './problems.ts';
import { readFields, readSection } from './read-fields.ts';
import { bundleSchema } from './schema.ts';
import { ACCESS_NAME } from './schema-parts.ts';
import type { Written } from './source.ts';

/** Reads the bundles: names of roles that exist, each once, under a name of its own. */
export const compileBundles = (
  sections: { readonly roles: Written | undefined; readonly bundles: Written | undefined },
  list: ProblemList,
): readonly Bundle[] => {
  const roles = sections.roles?.entries ?? new Map<string, Written>();
  const entries = readSection(sections.bundles, ['bundles'], 'bundles by name', list);
  const bundleNames = entries.map(({ name }) => name);

  const checkRole = (name: string, at: Place, path: Path, others: readonly string[]): void => {
    if (others.includes(name)) list.problem(at, path, `${name} is in this bundle twice`);
    if (roles.has(name)) return;
    if (bundleNames.includes(name)) {
      list.problem(at, path, `${name} is a bundle; expected the names of its roles themselves`);
      return;
    }
    const likely = nearest(name, [...roles.keys()]);
    const hint =
      likely.length === 0
        ? `known are ${[...roles.keys()].join(', ') || 'none'}`
        : `did you mean ${likely.join(' or ')}?`;
    list.problem(at, path, `there is no role "${name}"; ${hint}`);
  };

  return entries.flatMap((entry) => {
    const { name, written, path } = entry;
    checkAccessName(entry, 'bundle', list);
    const role = roles.get(name);
    if (role !== undefined)
      list.problem(
        written.keyAt,
        path,
        `a role has the name ${name} already (line ${role.keyAt.line}); both are asked for by name`,
      );
    const fields = readFields(written, path, bundleSchema.shape, list);
    const names = fields.roles?.value ?? [];
    for (const [index, text] of names.entries())
      checkRole(
        text,
        fields.roles?.written.items[index]?.at ?? written.at,
        [...path, 'roles', index],
        names.slice(0, index),
      );
    const terraform =
      fields.terraform === undefined
        ? undefined
        : compileTerraform(fields.terraform.written, fields.terraform.path, {
            bundle: name,
            roleNames: (written.entries.get('roles')?.items ?? []).flatMap(({ value }) => String(value)),
            roles,
            list,
          });
    if (!ACCESS_NAME.test(name) || names.length === 0 || !names.every((text) => ACCESS_NAME.test(text))) return [];
    return [
      {
        name: parseAccessName(name),
        description: fields.description?.value ?? '',
        roles: names.map(parseAccessName),
        ...(terraform === undefined ? {} : { terraform }),
      },
    ];
  });
};
