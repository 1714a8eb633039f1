import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileCatalog } from '../../../functions/adapters/catalog/compile.ts';
import { readArchived } from '../../../functions/adapters/dynamodb/archive.ts';
import { readDirectory } from '../../../functions/adapters/dynamodb/directory-item.ts';
import { provePattern } from '../../../functions/adapters/system/prove-pattern.ts';
import type { Principal } from '../../../functions/core/catalog/catalog.ts';
import { parseSlackGroupId, parseUserArn, type RoleArn, type UserArn } from '../../../functions/core/names.ts';
import { isHeld, type Request } from '../../../functions/core/request/request.ts';
import { addMinutes, addSeconds } from '../../../functions/core/time.ts';
import type { PolicyDocument } from '../../../functions/core/trust/documents.ts';
import { DEFAULT_HUB, isOurUserPolicy } from '../../../functions/core/trust/policy-names.ts';
import { isOurs } from '../../../functions/core/trust/statements.ts';
import { aWorld, type World } from '../../support/a-world.ts';
import { U } from '../../support/builders.ts';
import { type FixtureTable, fixturePath, fixtureTables } from '../../support/fixtures-0-1-0.ts';
import { mayAct, mayAssume } from '../../support/who-may-act.ts';

interface TableWithIam extends FixtureTable {
  readonly iam: {
    readonly roles: Readonly<
      Record<
        RoleArn,
        { readonly trust: PolicyDocument; readonly inlinePolicies: Readonly<Record<string, PolicyDocument>> }
      >
    >;
    readonly users: Readonly<Record<UserArn, Readonly<Record<string, PolicyDocument>>>>;
  };
}
const tables = fixtureTables() as readonly TableWithIam[];

const compiled = compileCatalog(readFileSync(fixturePath('access.yaml'), 'utf8'), provePattern);
if (compiled.kind === 'invalid') throw new Error('the catalog of 0.1.0 does not compile');
const { catalog } = compiled;
const HEIDI = parseUserArn('arn:aws:iam::111111111111:user/heidi');

/** The world of a table: its items, its IAM, and the time at which it was read. */
const worldOf = async ({ name, at, items, iam }: TableWithIam): Promise<World> => {
  const world = await aWorld({ catalog, groups: { [parseSlackGroupId('S0LEADS')]: [U('carol')] } });
  for (const person of ['alice', 'bob', 'carol', 'random', 'erin', 'frank', 'grace', 'heidi'])
    world.slack.setPerson(U(person), {
      accountStatus: 'member',
      name: person,
      timeZone: 'Europe/Berlin',
      email: `${person}@example.com`,
    });
  world.iam.add({ users: [{ arn: HEIDI }] });
  for (const [arn, { trust, inlinePolicies }] of Object.entries(iam.roles)) {
    world.iam.editTrust(arn as RoleArn, trust);
    for (const [policy, document] of Object.entries(inlinePolicies))
      world.iam.editRolePolicy(arn as RoleArn, policy, document);
  }
  for (const [arn, policies] of Object.entries(iam.users))
    for (const [policy, document] of Object.entries(policies))
      world.iam.editUserPolicy(arn as UserArn, policy, document);
  if (name === 'failed before the start') world.iam.removeUser(parseUserArn('arn:aws:iam::111111111111:user/alice'));
  world.store.items().clear();
  for (const item of items) {
    if (item['pk'] === 'DIRECTORY') await world.store.directory.merge(readDirectory(item));
    else world.store.items().set(`${item['pk']} / ${item['sk']}`, item);
  }
  world.clock.advance({ seconds: (Date.parse(at) - world.clock.now().getTime()) / 1000 });
  return world;
};

const requestsIn = (world: World): readonly Request[] =>
  [...world.store.items().values()].flatMap((item) => {
    const found = readArchived(item);
    return found?.kind === 'request' ? [found.request] : [];
  });

/** A user with access to a role, from one second to another. */
interface Box {
  readonly person: Principal;
  readonly role: RoleArn;
  readonly startsAt: Date;
  readonly endsAt: Date;
}

const boxesOf = (requests: readonly Request[]): readonly Box[] =>
  requests.flatMap(({ status, principal: person }) =>
    isHeld(status) && person !== undefined
      ? status.progress.flatMap(({ arn: role, kind }) =>
          kind === 'refused' ? [] : [{ person, role, startsAt: status.startsAt, endsAt: status.endsAt }],
        )
      : [],
  );

const covers = (boxes: readonly Box[], person: Principal, role: RoleArn, now: Date): boolean =>
  boxes.some(
    (box) =>
      box.person.sessionName === person.sessionName && box.role === role && box.startsAt <= now && now < box.endsAt,
  );

/** All times at which access changes, and the seconds before, until no access can be left. */
const momentsOf = (requests: readonly Request[], at: Date): readonly Date[] => {
  const ends = boxesOf(requests).flatMap(({ startsAt, endsAt }) => [startsAt, endsAt]);
  const lapses = requests.flatMap(({ status }) => (status.kind === 'pending' ? [status.lapsesAt] : []));
  const moments = [
    at,
    addMinutes(at, 7),
    ...ends.flatMap((end) => [addSeconds(end, -1), end, addMinutes(end, 2)]),
    ...lapses,
  ];
  return [...new Set(moments.map(Number))]
    .filter((moment) => moment >= +at)
    .sort((a, b) => a - b)
    .map((moment) => new Date(moment));
};

const leftOf = (world: World): readonly string[] => [
  ...Object.values(catalog.roles).flatMap(({ arn }) => [
    ...(world.iam.trust(arn)?.Statement ?? [])
      .filter((statement) => isOurs(statement, DEFAULT_HUB))
      .map(() => arn as string),
    ...Object.keys(world.iam.rolePolicies(arn)),
  ]),
  ...[...usersOf(), HEIDI].flatMap((arn) => Object.keys(world.iam.userPolicies(arn))),
];
const usersOf = (): readonly UserArn[] =>
  Object.values<Principal>(catalog.people).flatMap((person) => (person.kind === 'iam-user' ? [person.arn] : []));

const legacyLeft = (world: World): readonly string[] =>
  [...usersOf(), HEIDI]
    .flatMap((arn) => Object.keys(world.iam.userPolicies(arn)))
    .filter((name) => isOurUserPolicy(name, DEFAULT_HUB) && name !== 'assume-bot-access');

describe('a table of release 0.1.0', () => {
  it.each(tables)('keeps the decided access until all of it has ended: $name', async (table) => {
    const world = await worldOf(table);
    const before = await worldOf(table);
    const at = new Date(table.at);
    const decided = boxesOf(requestsIn(world));
    const roles = Object.values(catalog.roles).map(({ arn }) => arn);
    const people = [
      ...Object.values<Principal>(catalog.people),
      ...requestsIn(world).flatMap(({ principal }) => principal ?? []),
    ];
    const wrong: string[] = [];

    for (const moment of momentsOf(requestsIn(world), at)) {
      const look = (when: string) => {
        for (const person of people)
          for (const role of roles) {
            const may = mayAssume(world.iam, person, role, moment);
            const might = mayAssume(before.iam, person, role, moment);
            const isDecided = covers(decided, person, role, moment);
            const isDead = !isDecided && mayAct(world.iam, person, role, at, moment) && might;
            const what = `${person.sessionName} on ${role} at ${moment.toISOString()}, ${when}`;
            if (might && isDecided && !may) wrong.push(`cannot act: ${what}`);
            if (may && !isDecided) wrong.push(`may act: ${what}`);
            if (isDead) wrong.push(`a session lives on: ${what}`);
          }
      };
      world.clock.advance({ seconds: (+moment - +world.clock.now()) / 1000 });
      if (moment > at) look('before the workers ran');
      await world.sweep();
      look('after the workers ran');
    }
    for (let run = 0; run < 4; run += 1) {
      world.clock.advance({ minutes: 70 });
      await world.sweep();
    }

    expect(wrong).toEqual([]);
    expect(world.queue.dead()).toEqual([]);
    expect(leftOf(world)).toEqual([]);
  });

  it.each(tables)('has no user policies of that release after a few minutes: $name', async (table) => {
    const world = await worldOf(table);

    for (let minute = 0; minute < 3; minute += 1) {
      await world.sweep();
      world.clock.advance({ minutes: 1 });
    }

    expect(legacyLeft(world)).toEqual([]);
  });
});
