import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { CreateTableCommand, DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it } from 'vitest';
import { tableDefinition } from '../../functions/adapters/dynamodb/table.ts';
import { HUB_ACCOUNT, TABLE_NAME } from '../../local/stack/names.ts';
import { aStackForEach, cli, EXAMPLE, examine, expectFinding, stack } from './a-doctor.ts';

aStackForEach();

describe('assume-bot doctor finds', () => {
  it('a missing table', async () => {
    const root = new DynamoDBClient({
      endpoint: stack.aws.url,
      region: 'us-east-1',
      credentials: stack.aws.rootCredentials(HUB_ACCOUNT),
    });
    await root.send(new DeleteTableCommand({ TableName: TABLE_NAME }));

    await expectFinding('table_missing', 'error', 'table', /ASSUME_TABLE/);
  });

  it('a table without the index that the sweep queries', async () => {
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

  it('a missing queue', async () => {
    const file = join(cli.directory, '.local', 'stack.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('assume-bot.fifo', 'other.fifo'));

    await expectFinding('queue_not_seen', 'error', 'queue', /sqs:GetQueueAttributes/);
  });

  it('stopped workers', async () => {
    await stack.command('U0ALICE', 'prod-s3 1h INC-42');
    stack.clock.advance({ minutes: 40 });

    await expectFinding('work_overdue', 'error', 'workers', /IAM still ends access on time/);
  });

  it('a catalog that differs from the deployed one', async () => {
    const file = join(cli.directory, 'access.yaml');
    writeFileSync(file, EXAMPLE.replace('max: 8h', 'max: 4h'));

    const { findings } = await examine('--catalog', file);

    expect(findings.map(({ code }) => code)).toContain('catalog_differs');
  });

  describe('at the endpoint for Slack', () => {
    let server: Server | undefined;
    afterEach(() => {
      server?.closeAllConnections();
      server?.close();
    });
    /** A server that answers instead of the bot, with its own clock. */
    const answering = async (status: number, clock = stack.clock.now()): Promise<string> => {
      server = createServer((_, response) => response.writeHead(status, { date: clock.toUTCString() }).end());
      await new Promise((resolve) => server?.listen(0, '127.0.0.1', () => resolve(undefined)));
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    };
    const findingsAt = async (url: string) =>
      (await examine('--url', url)).findings.filter(({ code }) => /^(endpoint|clock)_/.test(code));

    it('no problem if the bot refuses an unsigned request', async () => {
      expect(await findingsAt(await answering(401))).toEqual([]);
    });

    it.each([
      [200, 'endpoint_unverified', /SlackRequestUrl/],
      [404, 'endpoint_other', /SlackRequestUrl/],
      [503, 'endpoint_failing', /a secret was not stored/],
    ] as const)('something that answers %i', async (status, code, fix) => {
      const [finding] = await findingsAt(await answering(status));

      expect(finding).toMatchObject({ code, severity: 'error', about: 'endpoint' });
      expect(finding?.fix).toMatch(fix);
    });

    it('an endpoint that does not answer', async () => {
      const [finding] = await findingsAt('http://127.0.0.1:9');

      expect(finding).toMatchObject({ code: 'endpoint_not_reached', severity: 'error' });
    });

    it('a wrong clock of this machine, with the offset and its direction', async () => {
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

  it('a token that Slack refuses', async () => {
    stack.slack.fail({ method: 'auth.test', kind: 'error', error: 'invalid_auth' });

    await expectFinding('slack_not_seen', 'error', 'Slack', /token/);
  });

  it('a role whose approvers are all deactivated', async () => {
    await stack.slack.directory.deactivate('U0BOB');
    await stack.slack.directory.deactivate('U0CAROL');

    await expectFinding('too_few_approvers', 'error', 'role prod-s3', /roles\.prod-s3\.approvers/);
    await expectFinding('user_not_member', 'warning', 'user U0BOB', /Remove the user from the catalog/);
  });

  it('a user group that does not exist in Slack', async () => {
    const file = join(cli.directory, 'access.yaml');
    writeFileSync(file, EXAMPLE.replace('[U0BOB, U0CAROL]', '[U0BOB, S0NOBODY]'));

    const { findings } = await examine('--catalog', file);

    expect(findings.find(({ code }) => code === 'group_not_seen')).toMatchObject({ about: 'user group S0NOBODY' });
  });
});
