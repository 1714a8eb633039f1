import type { Bundle, Principal, RoleRule } from '../catalog/catalog.ts';
import type { SlackUserId } from '../names.ts';
import { examineAccount } from './examine-account.ts';
import { examineEndpoint } from './examine-endpoint.ts';
import { examineQueue, examineTable, examineWork, type WantedTable } from './examine-hub.ts';
import { examineRole } from './examine-role.ts';
import { examineSlack } from './examine-slack.ts';
import { examineUser } from './examine-user.ts';
import type { Facts } from './facts.ts';
import { type Finding, findingsAbout, inOrderOfSeverity } from './finding.ts';

const federatedNote = (facts: Facts): readonly Finding[] => {
  const federated = Object.entries<Principal>(facts.catalog.people).filter(([, { kind }]) => kind === 'federated');
  if (federated.length === 0) return [];
  return findingsAbout('people').add('federated_not_looked_at', { ids: federated.map(([id]) => id) });
};

/** The roles of the bot can read neither S3 nor KMS: the check of a Terraform state needs the operator's credentials. */
const terraformNotes = ({ catalog }: Facts): readonly Finding[] =>
  Object.values<Bundle>(catalog.bundles).flatMap(({ name, terraform }) => {
    if (terraform?.state === undefined) return [];
    const { role, bucket } = terraform.state;
    return findingsAbout(`state of ${name}`).add(
      'state_not_checked',
      { role, bucket, bundle: name },
      'state_not_looked_at',
    );
  });

/** All findings in the facts, the most severe first. */
export const diagnose = (facts: Facts, wanted: WantedTable): readonly Finding[] => {
  const { catalog, hub, now, work } = facts;
  const grants = work.kind === 'seen' ? work.grants : [];
  const lastReadAt = work.kind === 'seen' ? work.lastReadAt : {};
  const hasRoles = (id: string) => Object.values<RoleRule>(catalog.roles).some(({ accountId }) => accountId === id);
  const people = Object.entries<Principal>(catalog.people).flatMap(([id, principal]) =>
    principal.kind === 'iam-user' ? [{ by: id as SlackUserId, arn: principal.arn, identity: principal.identity }] : [],
  );
  return inOrderOfSeverity([
    ...examineTable(facts.table, wanted),
    ...examineQueue(facts.queue),
    ...examineWork(work, catalog.hash, now),
    ...examineEndpoint(facts.endpoint),
    ...examineSlack(facts.slack, catalog, work.kind === 'seen' ? work.directory : undefined),
    ...catalog.accounts.flatMap(({ id, name }) =>
      examineAccount(name, facts.accounts[id], hasRoles(id) && lastReadAt[id] === undefined),
    ),
    ...Object.values<RoleRule>(catalog.roles).flatMap((rule) =>
      examineRole(rule, facts.roles[rule.arn], { catalog, grants, hub, now }),
    ),
    ...people.flatMap((person) =>
      examineUser(person, facts.users[person.arn], { catalog, hub, roles: facts.roles, now }),
    ),
    ...federatedNote(facts),
    ...terraformNotes(facts),
  ]);
};
