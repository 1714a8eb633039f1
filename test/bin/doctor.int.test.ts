import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { CreateTableCommand, DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { AttachUserPolicyCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tableDefinition } from '../../functions/adapters/dynamodb/table.ts';
import type { Finding } from '../../functions/core/doctor/finding.ts';
import { EXTERNAL_ID, HUB_ACCOUNT, TABLE_NAME } from '../../local/stack/seed.ts';
import type { TestStack } from '../support/a-stack.ts';
import { aStack, ROLE_ARN } from '../support/a-stack.ts';
import type { Cli } from './a-cli.ts';
import { aCliOf } from './a-cli.ts';

const EXAMPLE = readFileSync(join(import.meta.dirname, '../../examples/access.yaml'), 'utf8');
const UTILS = '111111111111';
const PROD = '222222222222';

let stack: TestStack;
let cli: Cli;

const open = async (yaml = EXAMPLE): Promise<void> => {
  stack = await aStack(yaml);
  cli = aCliOf(stack);
};

beforeEach(() => open());
afterEach(() => stack.close());

const anew = async (yaml: string): Promise<void> => {
  await stack.close();
  await open(yaml);
};

/** What the doctor finds, by code. */
const examine = async (...args: string[]): Promise<{ code: number; findings: readonly Finding[]; err: string }> => {
  const ran = await cli.run('doctor', '--json', ...args);
  const { findings, error } = ran.json<{ findings?: readonly Finding[]; error?: string }>();
  if (findings === undefined) throw new Error(`the doctor did not come to an end: ${error}`);
  return { code: ran.code, err: ran.err, findings };
};

/** Expects one finding of a code, with a fix of its own. */
const expectFinding = async (
  code: string,
  severity: Finding['severity'],
  about: string,
  fix: RegExp,
): Promise<void> => {
  const { findings, code: exit } = await examine();
  const found = findings.find((finding) => finding.code === code);
  expect(found, JSON.stringify(findings, null, 1)).toMatchObject({ severity, about });
  expect(found?.fix).toMatch(fix);
  expect(exit).toBe(findings.some((one) => one.severity === 'error') ? 1 : 0);
};

const trust = () => stack.role().trustPolicy;
const statements = () => [trust().Statement].flat();
const alsoTrusts = (...added: object[]): void =>
  stack.aws.editRole(ROLE_ARN, { trustPolicy: { ...trust(), Statement: [...statements(), ...added] } as never });
const lets = (principal: unknown, more: object = {}) => ({
  Sid: 'Standing',
  Effect: 'Allow',
  Principal: principal,
  Action: 'sts:AssumeRole',
  ...more,
});
const iamOf = (account: string): IAMClient =>
  new IAMClient({ endpoint: stack.aws.url, region: 'us-east-1', credentials: stack.aws.rootCredentials(account) });
const allow = (Action: string, Resource: string) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] });
const putUserPolicy = (PolicyName: string, PolicyDocument: string) =>
  iamOf(UTILS).send(new PutUserPolicyCommand({ UserName: 'alice', PolicyName, PolicyDocument }));

const inspectorOf = (account: string) => `arn:aws:iam::${account}:role/assume-bot-inspector`;
const managerOf = (account: string) => `arn:aws:iam::${account}:role/assume-bot-manager`;
/** As in accounts where no operator was named. */
const withoutInspectors = (): void => {
  for (const account of [UTILS, PROD]) stack.aws.removeRole(inspectorOf(account));
};
/** As in AWS, where manager roles let nobody in but the bot. */
const managersTrustTheBotAlone = (): void => {
  for (const account of [UTILS, PROD])
    stack.aws.editRole(managerOf(account), {
      trustPolicy: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: `arn:aws:iam::${HUB_ACCOUNT}:role/assume-bot-reconcile` },
            Action: 'sts:AssumeRole',
            Condition: { StringEquals: { 'sts:ExternalId': EXTERNAL_ID } },
          },
        ],
      } as never,
    });
};

describe('assume-bot doctor, over a stack that is as it should be', () => {
  it('finds nothing to mend where the manager roles trust the bot alone and the inspector roles let the operator look', async () => {
    // The example lets sessions last an hour, and access up to eight.
    stack.aws.editRole(ROLE_ARN, { maxSessionDurationSeconds: 28_800 });
    managersTrustTheBotAlone();
    await stack.sweep();

    const { code, findings, err } = await examine();

    expect(findings.map((finding) => finding.code)).toEqual([
      'endpoint_not_looked_at',
      'scope_unneeded',
      'trust_standing_other',
    ]);
    expect(code).toBe(0);
    expect(err).toContain('looking at role prod-s3');
  });

  it('looks through the manager roles where there is no inspector role, and says what it could not look at', async () => {
    // The example lets sessions last an hour, and access up to eight.
    stack.aws.editRole(ROLE_ARN, { maxSessionDurationSeconds: 28_800 });
    withoutInspectors();

    const { code, findings } = await examine();

    expect(findings.filter(({ severity }) => severity !== 'note')).toEqual([]);
    expect(code).toBe(0);
    expect(findings.map((finding) => finding.code)).toContain('not_looked_at');
    expect(findings.find((finding) => finding.code === 'inspector_closed')?.fix).toContain('assume-bot:operators');
  });

  it('finds no error while somebody holds the role', async () => {
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');

    const { findings } = await examine();

    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('prints every finding with its fix for people', async () => {
    const { out, code } = await cli.run('doctor');

    expect(code).toBe(0);
    expect(out).toContain('[session_shorter]');
    expect(out).toMatch(/Fix: Set MaxSessionDuration/);
    expect(out).toContain('Nothing stands in the way');
  });

  it('fails for a warning with --strict', async () => {
    expect((await cli.run('doctor', '--strict')).code).toBe(1);
  });
});

describe('assume-bot doctor finds', () => {
  it('a role that does not exist', async () => {
    stack.aws.removeRole(ROLE_ARN);

    await expectFinding('role_missing', 'error', 'role prod-s3', /Create it, or correct roles\.prod-s3\.arn/);
  });

  it('a role that stands under another path', async () => {
    await anew(EXAMPLE.replace('role/s3-list-role', 'role/team/s3-list-role'));
    stack.aws.removeRole('arn:aws:iam::222222222222:role/team/s3-list-role');
    stack.aws.seed({
      accounts: [
        {
          id: PROD,
          roles: [
            {
              name: 's3-list-role',
              trustPolicy: { Version: '2012-10-17', Statement: [lets({ AWS: `arn:aws:iam::${PROD}:root` })] } as never,
            },
          ],
        },
      ],
    });

    await expectFinding(
      'role_other_path',
      'error',
      'role prod-s3',
      /Write arn:aws:iam::222222222222:role\/s3-list-role/,
    );
  });

  it('a role without the tag', async () => {
    stack.aws.editRole(ROLE_ARN, { tags: {} });

    await expectFinding('role_untagged', 'warning', 'role prod-s3', /assume-bot=managed/);
  });

  it('a role that Terraform says it owns', async () => {
    stack.aws.editRole(ROLE_ARN, { tags: { 'assume-bot': 'managed', ManagedBy: 'Terraform' } });

    await expectFinding('role_of_terraform', 'warning', 'role prod-s3', /ignore_changes = \[assume_role_policy\]/);
  });

  it('sessions that are shorter than access can be', async () => {
    await expectFinding('session_shorter', 'warning', 'role prod-s3', /MaxSessionDuration .* to 28800/);
  });

  it('a trust policy that lets anybody in', async () => {
    alsoTrusts(lets('*'));

    await expectFinding('trust_open_to_all', 'error', 'role prod-s3', /Remove statement "Standing"/);
  });

  it('a trust policy that lets the whole account of the people in', async () => {
    alsoTrusts(lets({ AWS: `arn:aws:iam::${UTILS}:root` }));

    await expectFinding('trust_standing_account', 'error', 'role prod-s3', /Remove statement "Standing"/);
  });

  it('a trust policy that lets one of the people in for good', async () => {
    alsoTrusts(lets({ AWS: `arn:aws:iam::${UTILS}:user/alice` }));

    await expectFinding('trust_standing_person', 'error', 'role prod-s3', /they ask for the role instead/);
  });

  it('a trust policy that lets the people in by a condition', async () => {
    alsoTrusts(
      lets({ AWS: `arn:aws:iam::${UTILS}:root` }, { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }),
    );

    await expectFinding('trust_standing_condition', 'warning', 'role prod-s3', /break-glass/);
  });

  it('a principal that was deleted, which would fail every write', async () => {
    alsoTrusts(lets({ AWS: `arn:aws:iam::${UTILS}:user/random_user` }));
    stack.aws.removeUser(`arn:aws:iam::${UTILS}:user/random_user`);

    await expectFinding('trust_dead_principal', 'error', 'role prod-s3', /Remove AIDA\w+ from statement "Standing"/);
  });

  it('an old policy version whose variables would change their meaning', async () => {
    stack.aws.editRole(ROLE_ARN, {
      trustPolicy: {
        Version: '2008-10-17',
        Statement: [
          lets({ AWS: `arn:aws:iam::${PROD}:root` }, { Condition: { StringEquals: { 'aws:username': '${foo}' } } }),
        ],
      } as never,
    });

    await expectFinding('trust_old_version', 'error', 'role prod-s3', /Version 2012-10-17/);
  });

  it('a denial that wins over every grant', async () => {
    alsoTrusts({ ...lets({ AWS: '*' }), Effect: 'Deny' });

    await expectFinding('trust_denies', 'warning', 'role prod-s3', /narrow it/);
  });

  it('a trust policy without room for one more', async () => {
    const long = (name: string) =>
      lets(
        { AWS: `arn:aws:iam::${PROD}:root` },
        { Sid: name, Condition: { StringEquals: { 'aws:PrincipalTag/team': 'x'.repeat(400) } } },
      );
    alsoTrusts(long('One'), long('Two'), long('Three'));

    await expectFinding('no_room_in_trust', 'error', 'role prod-s3', /Role trust policy length/);
  });

  it('inline policies of the role that leave no room for the session guard', async () => {
    const big = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${'x'.repeat(9980)}` }],
    } as never;
    stack.aws.editRole(ROLE_ARN, { inlinePolicies: { big } });

    await expectFinding('no_room_in_role', 'error', 'role prod-s3', /into managed ones/);
  });

  it('a role that can give itself more time', async () => {
    const all = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'iam:*', Resource: '*' }] } as never;
    stack.aws.editRole(ROLE_ARN, { inlinePolicies: { all } });

    await expectFinding('role_can_undo', 'warning', 'role prod-s3', /permissions boundary/);
  });

  it('a statement of the bot that somebody removed', async () => {
    const before = trust();
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');
    stack.aws.editRole(ROLE_ARN, { trustPolicy: before });

    await expectFinding('drift_missing', 'error', 'role prod-s3', /assume-bot reconcile prod-s3/);
  });

  it('a person whose IAM user does not exist', async () => {
    stack.aws.removeUser(`arn:aws:iam::${UTILS}:user/alice`);

    await expectFinding('user_missing', 'error', 'person U0ALICE', /people\.U0ALICE/);
  });

  it('a person who may assume the role for good on their own side', async () => {
    await putUserPolicy('anything', allow('sts:*', '*'));

    await expectFinding('identity_standing', 'warning', 'person U0ALICE', /Remove sts:AssumeRole .* from anything/);
  });

  it('both sides open at once: access that needs no approval', async () => {
    await putUserPolicy('anything', allow('sts:AssumeRole', `arn:aws:iam::${PROD}:role/*`));
    alsoTrusts(lets({ AWS: UTILS }));

    await expectFinding('standing_access', 'error', 'person U0ALICE', /Close one side/);
    expect(stack.mayAssume('alice')).toBe('Allowed');
  });

  it('a person with no room for an inline policy', async () => {
    await putUserPolicy('big', allow('s3:GetObject', `arn:aws:s3:::${'x'.repeat(1700)}`));

    await expectFinding('no_room_in_user', 'error', 'person U0ALICE', /into managed policies/);
  });

  it('a state of Terraform, which only the own eyes of an operator can look at', async () => {
    await anew(readFileSync(join(import.meta.dirname, '../../examples/terraform-remote-state/access.yaml'), 'utf8'));

    await expectFinding('state_not_looked_at', 'note', 'state of terraform-prod', /terraform check terraform-prod/);
  });

  it('an external identity that may assume nothing', async () => {
    await anew(
      EXAMPLE.replace(
        'U0ALICE: arn:aws:iam::111111111111:user/alice',
        'U0ALICE: { arn: "arn:aws:iam::111111111111:user/alice", identity: external }',
      ),
    );
    stack.aws.seed({ accounts: [{ id: UTILS }] });
    // The organisation's side of the local stack lets them; here it does not.
    await putUserPolicy('assume-elsewhere', allow('iam:GetUser', '*'));

    await expectFinding('external_cannot_assume', 'warning', 'person U0ALICE', /drop identity: external/);
  });

  it('what is allowed by attached policies', async () => {
    await iamOf(UTILS).send(
      new AttachUserPolicyCommand({ UserName: 'alice', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }),
    );

    await expectFinding('identity_standing', 'warning', 'person U0ALICE', /AdministratorAccess \(attached\)/);
  });

  it('an account whose manager role is not there', async () => {
    stack.aws.removeRole(managerOf(PROD));

    await expectFinding('manager_missing', 'error', 'account prod', /Deploy the account stack in account prod/);
  });

  it('an account that neither of its roles lets the operator into, in words', async () => {
    withoutInspectors();
    managersTrustTheBotAlone();

    await expectFinding(
      'manager_unreachable',
      'error',
      'account prod',
      /Name your own role or user in assume-bot:operators .*--account-profile 222222222222=PROFILE/,
    );
    const { findings } = await examine();
    expect(findings.find(({ about }) => about === 'account prod')?.what).toContain(
      'the inspector role arn:aws:iam::222222222222:role/assume-bot-inspector is not there, or does not let you in',
    );
  });

  it('a manager role that asks for another ExternalId', async () => {
    const Condition = { StringEquals: { 'sts:ExternalId': 'somebody-elses-id' } };
    stack.aws.editRole(managerOf(PROD), {
      trustPolicy: {
        Version: '2012-10-17',
        Statement: [lets({ AWS: `arn:aws:iam::${HUB_ACCOUNT}:role/assume-bot-reconcile` }, { Condition })],
      } as never,
    });

    await expectFinding('manager_other_external_id', 'error', 'account prod', /one assume-bot:externalId/);
    expect((await cli.run('doctor')).out).not.toContain('somebody-elses-id');
  });

  it('a manager role that lets a whole account in', async () => {
    const Condition = { StringEquals: { 'sts:ExternalId': EXTERNAL_ID } };
    stack.aws.editRole(managerOf(PROD), {
      trustPolicy: {
        Version: '2012-10-17',
        Statement: [lets({ AWS: `arn:aws:iam::${HUB_ACCOUNT}:root` }, { Condition })],
      } as never,
    });

    await expectFinding('manager_open_to_many', 'error', 'account prod', /Deploy the account stack again/);
  });

  it('a manager role that lets nobody in', async () => {
    const nobody = { ...lets({ AWS: '*' }), Effect: 'Deny' };
    stack.aws.editRole(managerOf(PROD), {
      trustPolicy: { Version: '2012-10-17', Statement: [nobody] } as never,
    });

    await expectFinding('manager_closed', 'error', 'account prod', /Deploy the account stack again/);
  });

  it('a manager role that may not read the quotas', async () => {
    withoutInspectors();
    stack.aws.faults.inject({
      service: 'iam',
      operation: 'GetAccountSummary',
      account: PROD,
      error: 'AccessDenied',
    } as never);

    await expectFinding('quota_unreadable', 'warning', 'account prod', /iam:GetAccountSummary/);
  });

  it('a table that is not there', async () => {
    const root = new DynamoDBClient({
      endpoint: stack.aws.url,
      region: 'us-east-1',
      credentials: stack.aws.rootCredentials(HUB_ACCOUNT),
    });
    await root.send(new DeleteTableCommand({ TableName: TABLE_NAME }));

    await expectFinding('table_missing', 'error', 'table', /ASSUME_TABLE/);
  });

  it('a table without the index that the sweep asks', async () => {
    const root = new DynamoDBClient({
      endpoint: stack.aws.url,
      region: 'us-east-1',
      credentials: stack.aws.rootCredentials(HUB_ACCOUNT),
    });
    await root.send(new DeleteTableCommand({ TableName: TABLE_NAME }));
    const whole = tableDefinition(TABLE_NAME);
    const indexes = whole.GlobalSecondaryIndexes?.filter(({ IndexName }) => IndexName !== 'due') ?? [];
    const attributes =
      whole.AttributeDefinitions?.filter(({ AttributeName = '' }) => !['duePk', 'dueAt'].includes(AttributeName)) ?? [];
    await root.send(
      new CreateTableCommand({ ...whole, GlobalSecondaryIndexes: indexes, AttributeDefinitions: attributes }),
    );

    await expectFinding('index_missing', 'error', 'table', /Deploy the hub stack/);
  });

  it('a queue that is not there', async () => {
    const file = join(cli.directory, '.local', 'stack.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('assume-bot.fifo', 'other.fifo'));

    await expectFinding('queue_not_seen', 'error', 'queue', /sqs:GetQueueAttributes/);
  });

  it('workers that have stopped', async () => {
    await stack.command('U0ALICE', 'prod-s3 1h INC-42');
    stack.clock.advance({ minutes: 40 });

    await expectFinding('work_overdue', 'error', 'workers', /Access still ends on time/);
  });

  it('a catalog that is not the one deployed', async () => {
    const file = join(cli.directory, 'access.yaml');
    writeFileSync(file, EXAMPLE.replace('max: 8h', 'max: 4h'));

    const { findings } = await examine('--catalog', file);

    expect(findings.map(({ code }) => code)).toContain('catalog_differs');
  });

  describe('where Slack calls', () => {
    let server: Server | undefined;
    afterEach(() => {
      server?.closeAllConnections();
      server?.close();
    });
    /** Something that answers in the place of the bot, by a clock of its own. */
    const answering = async (status: number, clock = stack.clock.now()): Promise<string> => {
      server = createServer((_, response) => response.writeHead(status, { date: clock.toUTCString() }).end());
      await new Promise((resolve) => server?.listen(0, '127.0.0.1', () => resolve(undefined)));
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    };
    const findingsAt = async (url: string) =>
      (await examine('--url', url)).findings.filter(({ code }) => /^(endpoint|clock)_/.test(code));

    it('a bot that turns away what nobody signed, and nothing to say of it', async () => {
      expect(await findingsAt(await answering(401))).toEqual([]);
    });

    it.each([
      [200, 'endpoint_unverified', /SlackRequestUrl/],
      [404, 'endpoint_other', /SlackRequestUrl/],
      [503, 'endpoint_failing', /a secret that nobody has stored/],
    ] as const)('something that answers %i', async (status, code, fix) => {
      const [finding] = await findingsAt(await answering(status));

      expect(finding).toMatchObject({ code, severity: 'error', about: 'endpoint' });
      expect(finding?.fix).toMatch(fix);
    });

    it('nobody', async () => {
      const [finding] = await findingsAt('http://127.0.0.1:9');

      expect(finding).toMatchObject({ code: 'endpoint_not_reached', severity: 'error' });
    });

    it('a clock of this machine that is off, by how much and which way', async () => {
      const off = async (minutes: number) =>
        findingsAt(await answering(401, new Date(stack.clock.now().getTime() + minutes * 60_000)));

      expect(await off(2)).toMatchObject([{ code: 'clock_skew', severity: 'warning' }]);
      const [far] = await off(-10);
      expect(far).toMatchObject({ code: 'clock_skew', severity: 'error' });
      expect(far?.what).toContain('10m ahead of');
      expect(far?.fix).toMatch(/NTP/);
    });
  });

  it('a scope that the Slack app lacks', async () => {
    stack.slack.setScopes(['commands', 'users:read']);

    await expectFinding('scope_missing', 'error', 'Slack', /Add chat:write/);
  });

  it('a token that Slack does not take', async () => {
    stack.slack.fail({ method: 'auth.test', kind: 'error', error: 'invalid_auth' });

    await expectFinding('slack_not_seen', 'error', 'Slack', /token/);
  });

  it('approvers who have all left', async () => {
    await stack.slack.directory.deactivate('U0BOB');
    await stack.slack.directory.deactivate('U0CAROL');

    await expectFinding('nobody_approves', 'error', 'role prod-s3', /roles\.prod-s3\.approvers/);
    await expectFinding('person_not_member', 'warning', 'person U0BOB', /Take them out/);
  });

  it('a user group that Slack does not know', async () => {
    const file = join(cli.directory, 'access.yaml');
    writeFileSync(file, EXAMPLE.replace('[U0BOB, U0CAROL]', '[U0BOB, S0NOBODY]'));

    const { findings } = await examine('--catalog', file);

    expect(findings.find(({ code }) => code === 'group_not_seen')).toMatchObject({ about: 'user group S0NOBODY' });
  });
});

describe('assume-bot doctor, with nothing to look at', () => {
  it('says that the local stack does not run, and ends with 3', async () => {
    await stack.aws.close();

    const { code, err } = await cli.run('doctor', '--local');

    expect(code).toBe(3);
    expect(err).toContain('start it with "npm start"');
    await stack.slack.close();
    await open();
  });
});

describe('assume-bot doctor, with a profile that may read IAM where the manager role trusts the bot alone', () => {
  const lend = (): void => {
    const { accessKeyId, secretAccessKey } = stack.aws.rootCredentials(PROD);
    const [config, credentials] = [join(cli.directory, 'config'), join(cli.directory, 'credentials')];
    writeFileSync(config, '[profile prod-readonly]\nregion = us-east-1\n');
    writeFileSync(
      credentials,
      `[prod-readonly]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
    );
    process.env['AWS_CONFIG_FILE'] = config;
    process.env['AWS_SHARED_CREDENTIALS_FILE'] = credentials;
  };
  afterEach(() => {
    delete process.env['AWS_CONFIG_FILE'];
    delete process.env['AWS_SHARED_CREDENTIALS_FILE'];
  });

  it('looks at the roles with these eyes, where no inspector role was made', async () => {
    lend();
    withoutInspectors();
    managersTrustTheBotAlone();
    stack.aws.editRole(ROLE_ARN, { tags: {} });

    const { findings } = await examine('--account-profile', 'prod=prod-readonly');

    const codes = findings.filter(({ about }) => about.includes('prod')).map((finding) => finding.code);
    expect(codes).toContain('role_untagged');
    expect(codes).not.toContain('not_looked_at');
    expect(codes).not.toContain('manager_unreachable');
  });

  it('finds a manager role that was never deployed', async () => {
    lend();
    stack.aws.removeRole(managerOf(PROD));

    const { code, findings } = await examine('--account-profile', `${PROD}=prod-readonly`);

    expect(code).toBe(1);
    expect(findings.map((finding) => finding.code)).toContain('manager_missing');
  });

  it('refuses a profile for an account that the catalog does not have', async () => {
    const { code, err } = await cli.run('doctor', '--account-profile', 'staging=x');

    expect(code).toBe(2);
    expect(err).toContain('the accounts of the catalog are prod, utils');
  });
});
