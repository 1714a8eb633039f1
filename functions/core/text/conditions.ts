import type { RoleConditions, RoleRule } from '../catalog/catalog.ts';
import { canonicalJson } from '../hash.ts';
import { formatDuration } from '../schedule/duration.ts';
import { firstOf } from './clip.ts';
import { count, listed } from './explain.ts';
import { codes } from './phrases.ts';
import { type Text, text } from './text.ts';

const SECONDS_PER_MINUTE = 60;

/** Conditions are shown in a form and in a message, which have little space. */
const MOST_NAMED = 3;
const MOST_ROLES = 5;
const MOST_SENTENCES = 2;

const anyOf = (values: readonly string[]): string =>
  values.length > MOST_NAMED
    ? `${values.slice(0, MOST_NAMED).join(', ')} or ${count(values.length - MOST_NAMED, 'more network')}`
    : listed(values, 'or');

const requirementsOf = ({ mfa, sourceIp, vpc, principalOrgId }: RoleConditions): readonly string[] => [
  ...(mfa === undefined ? [] : [mfaText(mfa)]),
  ...(sourceIp === undefined ? [] : [`a call from ${anyOf(sourceIp)}`]),
  ...(vpc === undefined ? [] : [`a call through the STS endpoint of ${anyOf(vpc)}`]),
  ...(principalOrgId === undefined ? [] : [`a user in the organization ${principalOrgId}`]),
];

const mfaText = ({ maxAgeSeconds }: NonNullable<RoleConditions['mfa']>): string =>
  maxAgeSeconds === undefined ? 'MFA' : `MFA at most ${formatDuration(maxAgeSeconds / SECONDS_PER_MINUTE)} old`;

/** What users must meet when they assume some roles. Roles with the same conditions share a sentence. */
export const conditionTexts = (rules: readonly Pick<RoleRule, 'name' | 'conditions'>[]): readonly Text[] => {
  const restricted = rules.flatMap(({ name, conditions }) => (conditions === undefined ? [] : [{ name, conditions }]));
  const groups = [...Map.groupBy(restricted, ({ conditions }) => canonicalJson(conditions)).values()];
  const { shown, more } = firstOf(groups, MOST_SENTENCES);
  return [
    ...shown.map((group) => {
      const [first] = group;
      const requirements = first === undefined ? [] : requirementsOf(first.conditions);
      const names = codes(
        group.map(({ name }) => name),
        MOST_ROLES,
      );
      return text`Assuming ${names} requires ${listed(requirements)}.`;
    }),
    ...(more === 0 ? [] : [text`The other roles of the bundle have conditions too.`]),
  ];
};
