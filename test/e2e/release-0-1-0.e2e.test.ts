import { readFileSync } from 'node:fs';
import type { CallRecord, Credentials, LocalAws } from '@assume-bot/local-aws/types';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KEYS } from '../../functions/contract.ts';
import { DEFAULT_HUB } from '../../functions/core/trust/policy-names.ts';
import { isOurs } from '../../functions/core/trust/statements.ts';
import { redeployRoles } from '../../local/stack/deployed-roles.ts';
import { AUDIT_BUCKET, HUB_ACCOUNT, QUEUE_NAME, TABLE_NAME } from '../../local/stack/names.ts';
import { seedOf } from '../../local/stack/seed.ts';
import { aCliOf } from '../bin/a-cli.ts';
import { aStack, type KeptWorld, ROLE_ARN, type TestStack } from '../support/a-stack.ts';
import type { FixedClock } from '../support/fixed-clock.ts';
import { unpackKeptWorld } from '../support/kept-world.ts';

const EXAMPLE = readFileSync(new URL('../../examples/access.yaml', import.meta.url), 'utf8');

/** Times of the requests in the world (test/data/0.1.0/README.md). */
const ACTIVE_ENDS = '2026-11-28T03:46:34Z';
const SCHEDULED_STARTS = '2026-11-28T19:40:00Z';
const SCHEDULED_ENDS = '2026-11-29T03:40:00Z';
const EARLY = '2026-11-27T19:50:00Z';

const secondsBefore = (moment: string, seconds: number): string =>
  new Date(Date.parse(moment) - seconds * 1000).toISOString();

let kept: ReturnType<typeof unpackKeptWorld>;
let stack: TestStack;
beforeEach(() => {
  kept = unpackKeptWorld();
});
afterEach(async () => {
  await stack.close();
  kept.remove();
});

/** Starts the current code with the world at this time, and runs the sweep once. */
const open = async (at: string, more: Omit<KeptWorld, 'directory'> = {}): Promise<void> => {
  stack = await aStack(EXAMPLE, at, {}, { directory: kept.directory, ...more });
};

const moveTo = (clock: FixedClock, moment: string): void =>
  clock.advance({ seconds: (Date.parse(moment) - clock.now().getTime()) / 1000 });
const goTo = (moment: string): void => moveTo(stack.clock, moment);

const policiesOf = (name: string, aws: LocalAws = stack.aws): readonly string[] =>
  Object.keys(aws.user(`arn:aws:iam::111111111111:user/${name}`)?.inlinePolicies ?? {});
const ourPoliciesOf = (name: string) => policiesOf(name).filter((policy) => policy.startsWith('assume-bot'));
const ourStatements = () => stack.role().trustPolicy.Statement as Parameters<typeof isOurs>[0][];
const guardOf = (aws: LocalAws = stack.aws): unknown => aws.role(ROLE_ARN)?.inlinePolicies['assume-bot-session-guard'];

/** A session of the role that was opened before the current code ran. */
const sessionOf = (aws: LocalAws, sessionName: string): Credentials =>
  aws.issueSession({ roleArn: ROLE_ARN, sessionName, durationSeconds: 3600 });

/** The user also has a request with a later start, so the bot asks which of the two is to end. */
const endActive = async (): Promise<void> => {
  await stack.command('U0RANDOM', 'end prod-s3');
  const answer = stack.slack.seenBy('U0RANDOM').findLast(({ text }) => text.includes('nothing was ended'));
  const active = (answer?.blocks ?? []).find((block) => JSON.stringify(block).includes('active until'));
  const accessory = active?.['accessory'] as { readonly action_id: string } | undefined;
  if (answer === undefined || accessory === undefined)
    throw new Error('the bot shows no button for the active request');
  await stack.slack.as('U0RANDOM').press({
    channel: answer.channel,
    ts: answer.ts,
    actionId: accessory.action_id,
    blockId: String(active?.['block_id']),
  });
  await stack.settle();
};

describe('a world that release 0.1.0 left', () => {
  it('keeps access open until its end, and closes it at that second, for older sessions too', async () => {
    let older: Credentials | undefined;
    await open(secondsBefore(ACTIVE_ENDS, 600), {
      meet: (aws) => {
        older = sessionOf(aws, 'random_user');
      },
    });
    const session = await stack.assume('random_user', { durationSeconds: 3600 });
    const state = () => [stack.mayAssume('random_user'), ...[session, older].map((one) => one && stack.mayList(one))];

    goTo(secondsBefore(ACTIVE_ENDS, 1));
    expect(state()).toEqual(['Allowed', 'Allowed', 'Allowed']);

    goTo(ACTIVE_ENDS);
    expect(state()).toEqual(['ImplicitlyDenied', 'ExplicitlyDenied', 'ExplicitlyDenied']);
    await expect(stack.assume('random_user')).rejects.toThrow('not authorized to perform: sts:AssumeRole');
  });

  it('is closed on both sides immediately when the holder ends the access early', async () => {
    await open(EARLY);
    const session = await stack.assume('random_user');
    expect(stack.mayList(session)).toBe('Allowed');

    await endActive();

    expect([stack.mayAssume('random_user'), stack.mayList(session)]).toEqual(['ImplicitlyDenied', 'ExplicitlyDenied']);
    expect(policiesOf('random_user')).not.toContain('assume-bot-222222222222-s3-list-role');
  });

  it('lets the pending request be approved and granted', async () => {
    await open(EARLY);
    expect(stack.mayAssume('alice')).not.toBe('Allowed');

    await stack.press('U0BOB', 'approve');

    expect(stack.mayList(await stack.assume('alice'))).toBe('Allowed');
    goTo('2026-11-28T03:49:59Z');
    expect(stack.mayAssume('alice')).toBe('Allowed');
    goTo('2026-11-28T03:50:00Z');
    expect(stack.mayAssume('alice')).not.toBe('Allowed');
  });

  it('opens the scheduled access at its start, and ends it', async () => {
    await open(secondsBefore(SCHEDULED_STARTS, 1800));
    await stack.sweep();
    goTo(secondsBefore(SCHEDULED_STARTS, 1));
    expect(stack.mayAssume('random_user')).not.toBe('Allowed');

    goTo(SCHEDULED_STARTS);
    expect(stack.mayAssume('random_user')).toBe('Allowed');

    await stack.sweep();
    goTo(secondsBefore(SCHEDULED_ENDS, 1));
    const session = await stack.assume('random_user');
    expect(stack.mayList(session)).toBe('Allowed');
    goTo(SCHEDULED_ENDS);
    expect([stack.mayAssume('random_user'), stack.mayList(session)]).not.toContain('Allowed');
  });

  it('keeps ended requests readable, and leaves nothing of the bot in IAM after their guards expire', async () => {
    await open(EARLY);
    await stack.slack.as('U0ALICE').openHome();
    await stack.settle();
    expect(JSON.stringify(stack.slack.homeOf('U0ALICE'))).toContain('<@U0ALICE> ended it');
    expect((await aCliOf(stack).run('audit', 'export')).out).toContain('look into the backups');
    expect(JSON.stringify(guardOf())).toContain('*:alice');

    goTo('2026-11-27T20:52:00Z');
    await stack.sweep();
    expect(JSON.stringify(guardOf())).not.toContain('*:alice');

    for (const moment of [ACTIVE_ENDS, '2026-11-28T20:00:00Z', SCHEDULED_ENDS, '2026-11-29T07:00:00Z']) {
      goTo(moment);
      await stack.sweep();
    }
    expect(ourStatements().filter((statement) => isOurs(statement, DEFAULT_HUB))).toEqual([]);
    expect(Object.keys(stack.role().inlinePolicies).filter((name) => name.startsWith('assume-bot'))).toEqual([]);
    expect([...ourPoliciesOf('alice'), ...ourPoliciesOf('random_user')]).toEqual([]);
    expect(stack.aws.queue(QUEUE_NAME).deadLetters()).toEqual([]);
  });
});

describe('the audit of a world that release 0.1.0 left', () => {
  const documents = () =>
    DynamoDBDocumentClient.from(
      new DynamoDBClient({
        endpoint: stack.aws.url,
        region: 'us-east-1',
        credentials: stack.aws.rootCredentials(HUB_ACCOUNT),
      }),
    );
  const verify = async () => {
    const { code, out } = await aCliOf(stack).run('audit', 'verify', '--against', `s3://${AUDIT_BUCKET}`);
    return { code, out };
  };

  it('finds no problem, from the first run of the new release to the end of all access', async () => {
    await open(EARLY);
    expect(await verify()).toMatchObject({ code: 0 });

    await stack.press('U0BOB', 'approve');
    for (const moment of [ACTIVE_ENDS, SCHEDULED_ENDS, '2026-11-29T07:00:00Z']) {
      goTo(moment);
      await stack.sweep();
      expect(await verify()).toMatchObject({ code: 0 });
    }
  });

  it('finds a change of any field of a request after its first write', async () => {
    await open(EARLY);
    await stack.press('U0BOB', 'approve');
    const { Items = [] } = await documents().send(new ScanCommand({ TableName: TABLE_NAME }));
    const item = Items.find(({ pk }) => pk === 'REQ#d9178ceb04a12556940e') ?? {};
    const missed: string[] = [];
    for (const path of leavesOf(item)) {
      if ([KEYS.partition, KEYS.sort].includes(path[0] as never)) continue;
      await documents().send(new PutCommand({ TableName: TABLE_NAME, Item: withChanged(item, path) }));
      if ((await verify()).code === 0) missed.push(path.join('.'));
    }
    await documents().send(new PutCommand({ TableName: TABLE_NAME, Item: item }));

    expect(item['v']).toBe(2);
    expect(missed).toEqual([]);
    expect(await verify()).toMatchObject({ code: 0 });
  });
});

/** The paths of the texts, numbers and flags of a stored item. */
const leavesOf = (value: unknown, path: readonly string[] = []): readonly (readonly string[])[] =>
  value !== null && typeof value === 'object'
    ? Object.entries(value).flatMap(([name, member]) => leavesOf(member, [...path, name]))
    : [path];

const withChanged = (item: Record<string, unknown>, path: readonly string[]): Record<string, unknown> => {
  const copy = structuredClone(item);
  const last = path.at(-1) ?? '';
  let at: Record<string, unknown> = copy;
  for (const name of path.slice(0, -1)) at = at[name] as Record<string, unknown>;
  const value = at[last];
  at[last] = typeof value === 'number' ? value + 1 : typeof value === 'boolean' ? !value : `${value}x`;
  return copy;
};

/** The successful writes to IAM. */
const isWrite = ({ service, operation, error }: CallRecord): boolean =>
  service === 'iam' && error === undefined && /^(Put|Update|Delete)/.test(operation);

/** The access of every user, now and at each time at which access changes. */
const picture = (aws: LocalAws, clock: FixedClock, sessions: readonly Credentials[]): readonly string[] => {
  const now = clock.now().toISOString();
  const moments = [
    '2026-11-27T20:00:00Z',
    secondsBefore(ACTIVE_ENDS, 1),
    ACTIVE_ENDS,
    secondsBefore(SCHEDULED_STARTS, 1),
    SCHEDULED_STARTS,
  ];
  const seen = moments.flatMap((moment) => {
    moveTo(clock, moment);
    const tries = [
      ['random_user', 'random_user'],
      ['random_user', 'alice'],
      ['alice', 'alice'],
      ['alice', 'random_user'],
    ] as const;
    const may = tries.map(([user, sessionName]) => {
      const as = aws.credentialsOf(`arn:aws:iam::111111111111:user/${user}`);
      return `${user} as ${sessionName}: ${aws.decideAssumeRole({ as, roleArn: ROLE_ARN, sessionName }) === 'Allowed'}`;
    });
    const live = sessions.map((as) => aws.decideAction({ as, action: 's3:ListAllMyBuckets' }) === 'Allowed');
    return [`${moment}: ${may.join(', ')}; sessions ${live.join()}`];
  });
  moveTo(clock, now);
  return seen;
};

describe('a hub that was deployed before its accounts', () => {
  it('ends no access of release 0.1.0, and takes it over once the accounts are deployed', async () => {
    await open(EARLY, { areAccountsOld: true });
    expect(stack.mayAssume('random_user')).toBe('Allowed');
    const session = await stack.assume('random_user');

    redeployRoles(stack.aws, seedOf(stack.catalog), stack.catalog);
    for (let minute = 0; minute < 5; minute += 1) {
      stack.clock.advance({ minutes: 1 });
      await stack.sweep();
    }

    expect(stack.mayList(session)).toBe('Allowed');
    expect(ourPoliciesOf('random_user')).toEqual(['assume-bot-access']);
  });

  it("ends access on both sides by the clock, and early on the role's side", async () => {
    await open(EARLY, { areAccountsOld: true });
    const session = await stack.assume('random_user');

    await endActive();

    expect([stack.mayAssume('random_user'), stack.mayList(session)]).toEqual(['ImplicitlyDenied', 'ExplicitlyDenied']);
  });
});

describe('a role that release 0.1.0 wrote', () => {
  /** The access of every user at the start and after each write of the first run. */
  const watched = async (meet: (aws: LocalAws) => void = () => {}) => {
    const pictures: (readonly string[])[] = [];
    const writes: string[] = [];
    let look: (() => readonly string[]) | undefined;
    await open(EARLY, {
      meet: (aws, clock) => {
        const sessions = ['random_user', 'alice'].map((name) => sessionOf(aws, name));
        look = () => picture(aws, clock, sessions);
        pictures.push(look());
        meet(aws);
      },
      onCall: (call) => {
        if (!isWrite(call) || look === undefined) return;
        writes.push(`${call.operation} ${call.resource}`);
        pictures.push(look());
      },
    });
    // The role is read again within five minutes.
    stack.clock.advance({ minutes: 6 });
    await stack.sweep();
    return { pictures, writes };
  };

  it('is taken over without a gap: after each write, the same users have the same access, now and later', async () => {
    const { pictures, writes } = await watched();

    expect(writes).toContain('PutRolePolicy s3-list-role');
    expect(writes).toContain('PutUserPolicy random_user');
    expect(writes).toContain('DeleteUserPolicy random_user');
    expect(new Set(pictures.map((one) => one.join('\n'))).size).toBe(1);
    expect(pictures[0]?.[0]).toContain('random_user as random_user: true, random_user as alice: false');
    expect(pictures[0]?.[0]).toContain('alice as alice: false, alice as random_user: false; sessions true,false');
  });

  it('has a guard from then on that prevents sessions from renewing themselves', async () => {
    await watched();

    expect(guardOf()).toMatchObject({
      Statement: expect.arrayContaining([
        {
          Effect: 'Deny',
          Action: 'sts:AssumeRole',
          Resource: ROLE_ARN,
          Condition: { StringLike: { 'aws:userid': expect.arrayContaining(['*:random_user']) } },
        },
      ]),
    });
    expect(ourPoliciesOf('random_user')).toEqual(['assume-bot-access']);
  });

  it.each([
    ['PutRolePolicy', 'before'],
    ['PutRolePolicy', 'after'],
    ['UpdateAssumeRolePolicy', 'before'],
    ['UpdateAssumeRolePolicy', 'after'],
    ['PutUserPolicy', 'before'],
    ['PutUserPolicy', 'after'],
    ['DeleteUserPolicy', 'before'],
    ['DeleteUserPolicy', 'after'],
  ] as const)('is taken over even if %s fails %s it takes effect', async (operation, when) => {
    const { pictures } = await watched((aws) => {
      aws.faults.inject({ service: 'iam', operation, error: 'ServiceFailure', when, times: 5 });
    });
    expect(new Set(pictures.map((one) => one.join('\n'))).size).toBe(1);

    for (let minute = 0; minute < 5; minute += 1) {
      stack.clock.advance({ minutes: 1 });
      await stack.sweep();
    }

    expect(ourPoliciesOf('random_user')).toEqual(['assume-bot-access']);
    expect(stack.mayAssume('random_user')).toBe('Allowed');
    expect(stack.mayAssume('alice')).not.toBe('Allowed');
  });
});
