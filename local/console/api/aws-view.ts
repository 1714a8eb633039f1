import { manyOf, type PolicyDocument } from '../model/policy-document.ts';
import { concernsRole } from '../model/statements.ts';
import type { ConsoleCatalog } from '../options.ts';
import type { AwsView, InlinePolicy } from '../protocol.ts';
import type { AwsState, InlinePolicies } from '../upstream/local-aws.ts';

/** In a larger catalog, only users with access to the role are shown. */
const MAX_USERS = 20;

const statementsOf = (document: PolicyDocument) => manyOf(document.Statement);

const policiesOf = (policies: InlinePolicies): readonly InlinePolicy[] =>
  Object.entries(policies).map(([name, document]) => ({ name, statements: statementsOf(document) }));

/** Both sides of the trust of a role, as read from IAM. */
export const viewAws = ({ accounts }: AwsState, catalog: ConsoleCatalog, roleName: string): AwsView => {
  const arn = Object.hasOwn(catalog.roles, roleName) ? (catalog.roles[roleName]?.arn ?? '') : '';
  const role = accounts.flatMap(({ roles }) => roles).find((one) => one.arn === arn);
  const users = new Map(accounts.flatMap((account) => account.users.map((user) => [user.arn, user])));
  const people = Object.entries(catalog.people).flatMap(([slackId, person]) => {
    const user = person.kind === 'iam-user' ? users.get(person.arn) : undefined;
    return user === undefined
      ? []
      : [{ slackId, arn: user.arn, name: user.name, policies: policiesOf(user.inlinePolicies) }];
  });
  const shown =
    people.length <= MAX_USERS
      ? people
      : people.filter(({ policies }) => policies.some(({ statements }) => concernsRole(statements, arn)));
  if (role === undefined) return { role: roleName, people: shown };
  const found = {
    trust: statementsOf(role.trustPolicy),
    policies: policiesOf(role.inlinePolicies),
    attached: role.attachedPolicies,
  };
  return { role: roleName, found, people: shown };
};
