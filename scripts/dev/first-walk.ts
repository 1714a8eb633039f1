import { EMPTY_DIRECTORY } from '../../functions/core/authority/directory.ts';
import { type AuthorityWorld, among } from '../../functions/core/authority/membership.ts';
import { stagesOf } from '../../functions/core/authority/stages.ts';
import type { Catalog, Principal, RoleRule, Who } from '../../functions/core/catalog/catalog.ts';
import { missingTicket, rulesOf } from '../../functions/core/catalog/lookup.ts';
import { parseSlackUserId } from '../../functions/core/names.ts';
import { explainRules } from '../../functions/core/rules/explained.ts';
import { formatDuration } from '../../functions/core/schedule/duration.ts';
import type { LocalWorkspace } from './local-workspace.ts';

/** A request that works with a catalog: who requests what, who approves, and what shows that it works. */
export interface FirstWalk {
  readonly role: string;
  readonly requester: string;
  readonly requesterName: string;
  /** As many as the rule requires; none if it requires no approval. */
  readonly approvers: readonly { readonly id: string; readonly name: string }[];
  readonly channelName: string;
  readonly command: string;
  readonly duration: string;
  /** The profile of the requester for the role. */
  readonly profile: string;
  /** Whether the role may list S3 buckets: roles that open Terraform states may not. */
  readonly mayListBuckets: boolean;
}

/** The shortest time in which all steps can be tried. */
const LEAST_MINUTES = 2;

const TICKETS = [
  'INC-42',
  'INC-1042',
  'INC0000042',
  'CHG0000042',
  'JIRA-42',
  'OPS-42',
  'ABC-123',
  'PROJ-123',
  '#42',
  '42',
  '1234',
  '123456',
];

/** A reason that the rule accepts; undefined if its ticket pattern is met by no usual ticket. */
const reasonFor = ({ ticket: pattern, ticketExample }: RoleRule): string | undefined => {
  const tickets = pattern === undefined ? [] : [{ pattern }];
  const found = [...(ticketExample === undefined ? [] : [ticketExample]), ...TICKETS].find(
    (one) => missingTicket(tickets, `${one} the report is stuck`) === undefined,
  );
  return found && `${found} the report is stuck`;
};

const worldOf = (catalog: Catalog, { groups }: LocalWorkspace, now: Date): AuthorityWorld => ({
  catalog,
  directory: {
    ...EMPTY_DIRECTORY,
    groups: Object.fromEntries(
      groups.map(({ id, members }) => [id, { members: members.map(parseSlackUserId), readAt: now }]),
    ),
  },
  now,
});

const isOf = (all: readonly Who[], id: string, world: AuthorityWorld): boolean =>
  among(all, parseSlackUserId(id), world).answer === 'yes';

/** Whether the request would get the rule: another one of the role may apply to the user, or at this time. */
const applies = (rule: RoleRule, requester: string, minutes: number, world: AuthorityWorld): boolean => {
  const role = world.catalog.roles[rule.name];
  const user = parseSlackUserId(requester);
  const question = { holder: user, typedBy: user, minutes, at: world.now, isEmergency: false, isScheduled: false };
  const found = role && explainRules(role, question, world);
  return found !== undefined && found.outcome !== 'refused' && role?.rules[found.rule ?? -1] === rule;
};

const stateRoles = ({ bundles }: Catalog): readonly string[] =>
  Object.values(bundles).flatMap(({ terraform }) => terraform?.state?.role ?? []);

const profileUser = (principal: Principal): string =>
  principal.kind === 'iam-user' ? principal.userName : principal.sessionName;

/** For each approval of a rule, in order, who may give it. */
const seatsOf = (rule: RoleRule): readonly (readonly Who[])[] =>
  stagesOf(rule).flatMap(({ approvers, approvals, fromDifferent }) =>
    fromDifferent
      ? approvers.slice(0, approvals).map((who) => [who])
      : Array.from({ length: approvals }, () => approvers),
  );

const walkOf = (rule: RoleRule, world: AuthorityWorld, workspace: LocalWorkspace): FirstWalk | undefined => {
  const { catalog } = world;
  const reason = reasonFor(rule);
  const people = Object.entries<Principal>(workspace.people);
  const minutes = Math.max(LEAST_MINUTES, catalog.settings.minimumMinutes);
  const nameOf = (id: string): string => workspace.users.find((user) => user.id === id)?.name ?? id;
  // AWS sees no second factor and no network of a company on this machine.
  const isTimed = stagesOf(rule).some(({ hours }) => hours !== undefined);
  if (reason === undefined || isTimed || rule.conditions !== undefined || minutes > rule.durationMinutes.max)
    return undefined;
  for (const [index, [requester, principal]] of people.entries()) {
    if (!applies(rule, requester, minutes, world)) continue;
    const approvers: LocalWorkspace['users'][number][] = [];
    for (const seat of seatsOf(rule)) {
      const isFree = ({ id }: { readonly id: string }) => id !== requester && approvers.every((user) => user.id !== id);
      approvers.push(...workspace.users.filter((user) => isFree(user) && isOf(seat, user.id, world)).slice(0, 1));
    }
    if (approvers.length < rule.approvals) continue;
    const duration = formatDuration(minutes);
    return {
      role: rule.name,
      requester,
      requesterName: nameOf(requester),
      approvers: approvers.map(({ id, name }) => ({ id, name })),
      channelName: workspace.channels.find(({ id }) => id === rule.channel)?.name ?? rule.channel,
      command: `/assume ${rule.name} ${duration} ${reason}`,
      duration,
      profile: index === 0 ? rule.name : `${rule.name}-${profileUser(principal)}`,
      mayListBuckets: !stateRoles(catalog).includes(rule.name),
    };
  }
  return undefined;
};

/** The first request that now works with a catalog, preferably for a role that needs an approval; undefined if there is none. */
export const firstWalk = (catalog: Catalog, workspace: LocalWorkspace, now = new Date()): FirstWalk | undefined => {
  const world = worldOf(catalog, workspace, now);
  const walks = rulesOf(catalog).flatMap((rule) => walkOf(rule, world, workspace) ?? []);
  return walks.find(({ approvers, mayListBuckets }) => approvers.length > 0 && mayListBuckets) ?? walks[0];
};
