import { ofSts } from './sessions.ts';
import { type Context, combine, type Json, type RuleVector } from './vector.ts';

const DOC = 'IAM User Guide, "Monitor and control actions taken with assumed roles"';

/** A session that has no identity, sets one, or carries one into the next role. */
const STATES: readonly { readonly rule: string; readonly actions: readonly string[]; readonly context: Context }[] = [
  { rule: 'without an identity, neither key is in the request', actions: ['sts:AssumeRole'], context: {} },
  {
    rule: 'sts:SourceIdentity is the identity that the request sets',
    actions: ['sts:AssumeRole', 'sts:SetSourceIdentity'],
    context: { 'sts:SourceIdentity': 'carol' },
  },
  {
    rule: 'aws:SourceIdentity is the identity that was set before, which persists in a chain',
    actions: ['sts:AssumeRole', 'sts:SetSourceIdentity'],
    context: { 'sts:SourceIdentity': 'carol', 'aws:SourceIdentity': 'carol' },
  },
];

const OPERATORS = ['StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike'] as const;
const KEYS = ['sts:SourceIdentity', 'aws:SourceIdentity'] as const;
const VARIABLE = '${aws:SourceIdentity}';
const WANTED: readonly (readonly string[])[] = [['dave'], ['dave', 'carol'], [VARIABLE]];

/** Whether a condition holds, from the rules for missing keys, negated operators and variables. */
const holds = (context: Context, operator: string, suffix: string, key: string, wanted: readonly string[]): boolean => {
  const found = context[key];
  if (found === undefined && suffix !== '') return true;
  if (wanted.includes(VARIABLE) && context['aws:SourceIdentity'] === undefined) return false;
  const isNegated = operator.includes('Not');
  const values = wanted.map((value) => (value === VARIABLE ? context['aws:SourceIdentity'] : value));
  return values.includes(found) !== isNegated;
};

/** Source identities in trust policies: of a first request, and of a chain of roles. */
export const sourceIdentityVectors = (): readonly RuleVector[] =>
  STATES.flatMap(({ rule, actions, context }) =>
    actions.flatMap((action) =>
      combine(OPERATORS, KEYS, WANTED).flatMap(([operator, key, wanted]) =>
        ['', 'IfExists'].flatMap((suffix) => {
          const [only, ...others] = wanted;
          const value: Json = others.length === 0 ? (only ?? '') : wanted;
          const condition = { [`${operator}${suffix}`]: { [key]: value } };
          return ofSts(`${DOC}: ${rule}`, action, condition, context, holds(context, operator, suffix, key, wanted));
        }),
      ),
    ),
  );
