import type { RoleConditions, RoleTerms } from '../catalog/catalog.ts';
import { defined } from '../defined.ts';
import { type Conditions, oneOrMany } from './documents.ts';
import type { Hub } from './policy-names.ts';

/** What the statements of a role depend on besides its grants. */
export interface RoleSettings {
  readonly hub: Hub;
  readonly terms: RoleTerms;
}

/** The part of conditions that only a second factor can meet. */
const mfaConditions = ({ maxAgeSeconds }: NonNullable<RoleConditions['mfa']>): Conditions => ({
  Bool: { 'aws:MultiFactorAuthPresent': 'true' },
  ...(maxAgeSeconds === undefined ? {} : { NumericLessThan: { 'aws:MultiFactorAuthAge': String(maxAgeSeconds) } }),
});

/**
 * The conditions of the catalog as IAM writes them. None of the operators matches a missing key. Source: IAM, "AWS
 * global condition context keys". Example: `{ mfa: { maxAgeSeconds: 3600 } }` requires
 * `Bool aws:MultiFactorAuthPresent true` and `NumericLessThan aws:MultiFactorAuthAge 3600`.
 */
export const requiredConditions = ({ conditions = {} }: RoleTerms): Conditions => {
  const { mfa, sourceIp, vpc, principalOrgId } = conditions;
  const text = defined({ 'aws:SourceVpc': vpc && oneOrMany(vpc), 'aws:PrincipalOrgID': principalOrgId });
  return {
    ...(mfa && mfaConditions(mfa)),
    ...(sourceIp && { IpAddress: { 'aws:SourceIp': oneOrMany(sourceIp) } }),
    ...(Object.keys(text).length > 0 && { StringEquals: text }),
  };
};
