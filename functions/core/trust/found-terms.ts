import type { RoleConditions, RoleTerms } from '../catalog/catalog.ts';
import { defined } from '../defined.ts';
import { type Statement, valuesOf } from './documents.ts';
import type { ObservedRole } from './observed.ts';
import type { Hub } from './policy-names.ts';
import { isOurs, isUnchanged } from './statements.ts';

const actsOn = (statement: Statement, action: string): boolean => [statement.Action ?? []].flat().includes(action);

const listOrNone = (values: readonly string[]): readonly string[] | undefined =>
  values.length === 0 ? undefined : values;

const conditionsIn = (statement: Statement): RoleConditions => {
  const [age] = valuesOf(statement, 'NumericLessThan', 'aws:MultiFactorAuthAge');
  const hasMfa = valuesOf(statement, 'Bool', 'aws:MultiFactorAuthPresent').length > 0;
  return defined({
    mfa: hasMfa ? defined({ maxAgeSeconds: age === undefined ? undefined : Number(age) }) : undefined,
    sourceIp: listOrNone(valuesOf(statement, 'IpAddress', 'aws:SourceIp')),
    vpc: listOrNone(valuesOf(statement, 'StringEquals', 'aws:SourceVpc')),
    principalOrgId: valuesOf(statement, 'StringEquals', 'aws:PrincipalOrgID')[0],
  });
};

/**
 * The terms under which the bot wrote the trust policy of a role, read back from its statements. They apply to a role that
 * left the catalog, while a grant that cannot be judged keeps its access: it must not lose its conditions.
 */
export const foundTerms = ({ trust }: Pick<ObservedRole, 'trust'>, hub: Hub): RoleTerms => {
  // First what the bot wrote itself: a statement that another person changed may lack its conditions.
  const ours = trust.Statement.filter((statement) => isOurs(statement, hub)).toSorted(
    (a, b) => Number(isUnchanged(b, hub)) - Number(isUnchanged(a, hub)),
  );
  const admitting = ours.find((statement) => actsOn(statement, 'sts:AssumeRole'));
  const conditions = admitting === undefined ? {} : conditionsIn(admitting);
  return {
    ...(Object.keys(conditions).length === 0 ? {} : { conditions }),
    ...(ours.some((statement) => actsOn(statement, 'sts:TagSession')) ? { sessionTags: true } : {}),
  };
};
