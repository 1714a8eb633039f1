import type { Bundle, Principal } from '../catalog/catalog.ts';
import { rolesOf, widestRule } from '../catalog/lookup.ts';
import type { AccountId, SlackUserId } from '../names.ts';
import { examineAccount } from './examine-account.ts';
import {
  examineClock,
  examineEndpoint,
  examineQueue,
  examineTable,
  examineWork,
  type WantedTable,
} from './examine-hub.ts';
import { examineRole } from './examine-role.ts';
import { examineSlack } from './examine-slack.ts';
import { examineTickets } from './examine-tickets.ts';
import { examineUser } from './examine-user.ts';
import type { Facts } from './facts.ts';
import { type Finding, findingsAbout, inOrderOfSeverity, problem } from './finding.ts';

/**
 * The roles of the bot can read neither S3 nor KMS: the check of a Terraform state needs the operator's credentials.
 */
const terraformNotes = ({ catalog }: Facts): readonly Finding[] =>
  Object.values<Bundle>(catalog.bundles).flatMap(({ name, terraform }) => {
    if (terraform?.state === undefined) return [];
    const { role, bucket } = terraform.state;
    const values = { role, bucket, bundle: name };
    return findingsAbout(`state of ${name}`, [problem('state_not_checked', values, 'state_not_looked_at')]);
  });

const examineUsers = (facts: Facts): readonly Finding[] => {
  const people = Object.entries<Principal>(facts.catalog.people);
  const ids = people.filter(([, { kind }]) => kind === 'federated').map(([id]) => id);
  return [
    ...people.flatMap(([id, principal]) => {
      if (principal.kind === 'federated') return [];
      const user = { by: id as SlackUserId, arn: principal.arn, identity: principal.identity };
      return findingsAbout(`user ${id}`, examineUser(user, facts.users[principal.arn], facts));
    }),
    ...(ids.length === 0 ? [] : findingsAbout('people', [problem('federated_not_looked_at', { ids })])),
  ];
};

/** All findings in the facts, the most severe first. */
export const diagnose = (facts: Facts, wanted: WantedTable): readonly Finding[] => {
  const { catalog, hub, now, work } = facts;
  const seen = work.kind === 'seen' ? work : undefined;
  const world = { catalog, grants: seen?.grants ?? [], hub, now };
  const roles = rolesOf(catalog);
  const isUnused = (id: AccountId) =>
    seen?.lastReadAt[id] === undefined && roles.some(({ accountId }) => accountId === id);
  return inOrderOfSeverity([
    ...findingsAbout('table', examineTable(facts.table, wanted)),
    ...findingsAbout('queue', examineQueue(facts.queue)),
    ...findingsAbout('workers', examineWork(work, catalog.hash, now)),
    ...findingsAbout('endpoint', examineEndpoint(facts.endpoint)),
    ...findingsAbout('this machine', examineClock(facts.endpoint)),
    ...findingsAbout('tickets', examineTickets(facts)),
    ...examineSlack(facts.slack, catalog, seen?.directory),
    ...catalog.accounts.flatMap(({ id, name }) =>
      findingsAbout(`account ${name}`, examineAccount(name, facts.accounts[id], isUnused(id))),
    ),
    ...roles.flatMap((role) =>
      findingsAbout(`role ${role.name}`, examineRole(widestRule(role), facts.roles[role.arn], world)),
    ),
    ...examineUsers(facts),
    ...terraformNotes(facts),
  ]);
};
