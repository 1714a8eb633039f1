import type * as z from 'zod';
import type { Bundle } from '../../core/catalog/catalog.ts';
import { defined } from '../../core/defined.ts';
import { parseAccessName } from '../../core/names.ts';
import { checkAccessName } from './check-names.ts';
import type { CompiledRole } from './compile-roles.ts';
import { compileRules, type ListedDraft, type RuleOrigin } from './compile-rules.ts';
import { compileTerraform, type RoleArns } from './compile-terraform.ts';
import { type Path, suggest } from './problems.ts';
import type { Draft, Source } from './read.ts';
import type { SharedDraft } from './role-places.ts';
import type { RuleInput } from './rule-context.ts';
import type { bundleSchema } from './schema.ts';
import { ACCESS_NAME } from './schema-parts.ts';

type BundleDraft = Draft<z.input<typeof bundleSchema>>;

/** A bundle of the file, and the places of its rules. */
export interface CompiledBundle {
  readonly bundle: Bundle;
  readonly origins: readonly RuleOrigin[];
}

const NONE = { rules: [], origins: [] };

/** The rules of a bundle, completed with `defaults`. What is written to trust policies is a matter of the roles. */
const compileBundleRules = (
  name: string,
  rules: readonly ListedDraft[],
  { rules: _, ...defaults }: SharedDraft,
  input: RuleInput,
  channel: string | undefined,
) => {
  const path = ['bundles', name];
  const list = { path: [...path, 'rules'], rules };
  for (const [index, { when }] of rules.entries())
    if (when?.labels !== undefined)
      input.source.problem(
        [...list.path, index, 'when', 'labels'],
        'a bundle has no labels; use when.labels for roles',
      );
  const layers = {
    own: [{ path, draft: {} }],
    shared: [{ path: ['defaults'], draft: { ...defined({ channel }), ...defaults } }],
  };
  const compiled = compileRules(list, layers, undefined, input);
  return { ...compiled, rules: compiled.rules.map(({ conditions: _conditions, sessionTags: _tags, ...rule }) => rule) };
};

/** Reads the bundles. Each lists existing roles, without duplicates, under a name that no role has. */
export const compileBundles = (
  bundles: Readonly<Record<string, BundleDraft>>,
  roles: RoleArns,
  defaults: SharedDraft,
  input: RuleInput,
  compiledRoles: readonly CompiledRole[],
): readonly CompiledBundle[] => {
  const { source } = input;
  /** The channel of the first role, for a bundle without one. */
  const channelOf = ([first]: readonly string[]) =>
    compiledRoles.find(({ name }) => name === first)?.role?.rules[0]?.channel;
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
  return Object.entries(bundles).flatMap(([name, { roles: names = [], description = '', rules, terraform }]) => {
    const path = ['bundles', name, 'roles'];
    for (const [index, role] of names.entries()) {
      if (names.indexOf(role) < index) source.problem([...path, index], `${role} is listed twice in this bundle`);
      requireRole(role, [...path, index], source);
    }
    const compiled = terraform && compileTerraform(terraform, ['bundles', name, 'terraform'], { names, roles, source });
    const { rules: ofBundle, origins } =
      rules === undefined ? NONE : compileBundleRules(name, rules, defaults, input, channelOf(names));
    if (!ACCESS_NAME.test(name) || names.length === 0 || !names.every((role) => ACCESS_NAME.test(role))) return [];
    return [
      {
        bundle: {
          name: parseAccessName(name),
          description,
          roles: names.map(parseAccessName),
          ...(ofBundle.length === 0 ? {} : { rules: ofBundle }),
          ...defined({ terraform: compiled }),
        },
        origins,
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
