import type { JudgedCondition } from '../../policy/conditions.ts';
import type { SourcedHit } from '../../policy/sides.ts';
import { type Conditions, oneOrMany, type Statement } from '../../trust/documents.ts';
import type { TerraformCall } from './calls.ts';

type Values = string | readonly string[];

const withValue = (Condition: Conditions, operator: string, key: string, value: string): Conditions => ({
  ...Condition,
  [operator]: {
    ...Condition[operator],
    [key]: oneOrMany([...new Set([...[Condition[operator]?.[key] ?? []].flat(), value])]),
  },
});

/** A denial of every value but some, of what the call sends: the value of Terraform is added to them. */
const isOfSentValue = ({ operator, key, known }: JudgedCondition): boolean =>
  /^(ForAnyValue:)?StringNot(Equals|Like|EqualsIgnoreCase)(IfExists)?$/i.test(operator) &&
  /^s3:x-amz-server-side-encryption/i.test(key) &&
  Array.isArray(known);

/** The operator under which a statement exempts principals. */
const EXEMPTING = 'ArnNotEquals';
const PRINCIPAL = 'aws:PrincipalArn';

const exemptPrincipal = (statement: Statement, arn: string): Statement => {
  const { Condition = {}, ...rest } = statement;
  const not = (rest['NotPrincipal'] as { readonly AWS?: Values } | undefined)?.AWS;
  if (rest['NotPrincipal'] === undefined)
    return { ...rest, Condition: withValue(Condition, EXEMPTING, PRINCIPAL, arn) };
  // AWS recommends this form in place of NotPrincipal, which does not exempt the sessions of a role.
  const { NotPrincipal: _, ...plain } = rest as Statement & { readonly NotPrincipal: unknown };
  const named = [not ?? []].flat().filter((one) => /:iam::\d{12}:(root$|role\/|user\/)/.test(one));
  const exempt = oneOrMany([...new Set([...named, arn])]);
  return { ...plain, Principal: '*', Condition: { ...Condition, [EXEMPTING]: { [PRINCIPAL]: exempt } } };
};

/** A denial in the role's own policy, without what Terraform needs; undefined if nothing else would remain of it. */
const withoutNeeds = (statement: Statement, calls: readonly TerraformCall[]): Statement | undefined => {
  const needed = [...new Set(calls.map(({ allowed, resource }) => allowed ?? resource))];
  const not = statement['NotResource'] as Values | undefined;
  if (not !== undefined) return { ...statement, NotResource: oneOrMany([...[not].flat(), ...needed]) };
  const { Resource, ...rest } = statement;
  if (Resource === '*') return { ...rest, NotResource: oneOrMany(needed) };
  const used = new Set(calls.map(({ action }) => action.toLowerCase()));
  const kept = [statement.Action ?? []].flat().filter((action) => !used.has(action.toLowerCase()));
  const isExact = [statement.Action ?? []].flat().length - kept.length === used.size;
  return isExact && kept.length > 0 ? { ...statement, Action: oneOrMany(kept) } : undefined;
};

/** A denying statement in the form that lets Terraform make these calls; undefined if it has to be removed. */
export const exempting = (hit: SourcedHit, roleArn: string, calls: readonly TerraformCall[]): Statement | undefined => {
  const { statement, conditions, source } = hit;
  const sent = conditions.find(isOfSentValue);
  if (sent !== undefined && Array.isArray(sent.known) && statement.Condition !== undefined)
    return {
      ...statement,
      Condition: withValue(statement.Condition, sent.operator, sent.key, sent.known[0] ?? ''),
    };
  if (source.kind === 'inline') return withoutNeeds(statement, calls);
  return exemptPrincipal(statement, roleArn);
};
