import type { InlinePolicies } from '../../aws/types.ts';
import type { Stack } from '../../stack/create-stack.ts';
import { manyOf, type PolicyDocument } from '../model/policy-document.ts';
import { concernsRole } from '../model/statements.ts';
import type { AwsView, InlinePolicy } from '../protocol.ts';

/** With more people than this only those are shown who hold something on the role. */
const MOST_PEOPLE = 20;

const statementsOf = (document: PolicyDocument) => manyOf(document.Statement);

const policiesOf = (policies: InlinePolicies): readonly InlinePolicy[] =>
  Object.entries(policies).map(([name, document]) => ({ name, statements: statementsOf(document) }));

/** What IAM holds about a role of the catalog at this moment: both sides of the trust. */
export const viewAws = ({ aws, catalog }: Pick<Stack, 'aws' | 'catalog'>, roleName: string): AwsView => {
  const arn = Object.hasOwn(catalog.roles, roleName) ? (catalog.roles[roleName]?.arn ?? '') : '';
  const role = aws.role(arn);
  const people = Object.entries(catalog.people).flatMap(([slackId, person]) => {
    const user = person.kind === 'iam-user' ? aws.user(person.arn) : undefined;
    return user === undefined
      ? []
      : [{ slackId, arn: user.arn, name: user.name, policies: policiesOf(user.inlinePolicies) }];
  });
  const shown =
    people.length <= MOST_PEOPLE
      ? people
      : people.filter(({ policies }) => policies.some(({ statements }) => concernsRole(statements, arn)));
  return {
    role: roleName,
    ...(role === undefined
      ? {}
      : {
          found: {
            trust: statementsOf(role.trustPolicy),
            policies: policiesOf(role.inlinePolicies),
            attached: role.attachedPolicies,
          },
        }),
    people: shown,
  };
};
