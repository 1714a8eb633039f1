import type { Bundle, Principal, RoleRule } from '../catalog/catalog.ts';
import type { SlackUserId } from '../names.ts';
import { examineAccount } from './examine-account.ts';
import { examineEndpoint } from './examine-endpoint.ts';
import { examineQueue, examineTable, examineWork, type WantedTable } from './examine-hub.ts';
import { examineRole } from './examine-role.ts';
import { examineSlack } from './examine-slack.ts';
import { examineUser } from './examine-user.ts';
import type { Facts } from './facts.ts';
import { type Finding, findingsAbout, inOrderOfWeight } from './finding.ts';

const federatedNote = (facts: Facts): readonly Finding[] => {
  const federated = Object.entries<Principal>(facts.catalog.people).filter(([, { kind }]) => kind === 'federated');
  if (federated.length === 0) return [];
  return findingsAbout('people').note(
    'federated_not_looked_at',
    `What the sessions of ${federated.map(([id]) => id).join(', ')} may call was not looked at: that side is the organisation's.`,
    'See that their permission set or role allows sts:AssumeRole on the roles they may ask for.',
  );
};

/** The bot's own roles can read neither S3 nor KMS, so the state side of Terraform is for the operator's own eyes. */
const terraformNotes = ({ catalog }: Facts): readonly Finding[] =>
  Object.values<Bundle>(catalog.bundles).flatMap(({ name, terraform }) =>
    terraform?.state === undefined
      ? []
      : findingsAbout(`state of ${name}`).note(
          'state_not_looked_at',
          `Whether ${terraform.state.role} can list, read, write and lock the state in ${terraform.state.bucket} was not looked at: the roles of the bot can read neither S3 nor KMS.`,
          `Run "assume-bot doctor --terraform", or "assume-bot terraform check ${name}", with credentials of your own that may.`,
        ),
  );

/** Everything that is found wrong in what was seen, the worst first. A pure function of the facts. */
export const diagnose = (facts: Facts, wanted: WantedTable): readonly Finding[] => {
  const { catalog, hub, now, work } = facts;
  const grants = work.kind === 'seen' ? work.grants : [];
  const lastReadAt = work.kind === 'seen' ? work.lastReadAt : {};
  const hasRoles = (id: string) => Object.values<RoleRule>(catalog.roles).some(({ accountId }) => accountId === id);
  const people = Object.entries<Principal>(catalog.people).flatMap(([id, principal]) =>
    principal.kind === 'iam-user' ? [{ by: id as SlackUserId, arn: principal.arn, identity: principal.identity }] : [],
  );
  return inOrderOfWeight([
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
