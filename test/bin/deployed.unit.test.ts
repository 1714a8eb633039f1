import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hubOfSettings, readSettings } from '../../bin/cli/hub-settings.ts';
import { DEFAULT_HUB } from '../../functions/core/trust/policy-names.ts';
import { aCli, type Cli } from './a-cli.ts';

const QUEUE = 'https://sqs.eu-central-1.amazonaws.com/999999999999/assume-bot.fifo';
const HUB = { TableName: 'assume-bot-table', QueueUrl: QUEUE, SlackRequestUrl: 'https://x.example/slack/events' };

const write = (cli: Cli, name: string, content: unknown): void =>
  writeFileSync(join(cli.directory, name), typeof content === 'string' ? content : JSON.stringify(content));

/** The settings of a command that is called in the directory of a deployment. */
const settingsOf = (
  cli: Cli,
  options: Readonly<Record<string, string>> = {},
  environment: Record<string, string> = {},
) => {
  const notes: string[] = [];
  const io = { environment, cwd: cli.directory, root: cli.directory, err: (line: string) => void notes.push(line) };
  return { notes, settings: readSettings(io as never, options) };
};

const deployed = (): Cli => {
  const cli = aCli();
  write(cli, 'cdk.outputs.json', { 'assume-bot-account-prod': {}, 'assume-bot': HUB });
  write(cli, 'cdk.context.json', { 'assume-bot:externalId': '0123456789abcdef' });
  return cli;
};

describe('the files of a deployment', () => {
  it('select the hub for commands', () => {
    const { settings, notes } = settingsOf(deployed());

    expect(settings).toMatchObject({
      kind: 'aws',
      table: 'assume-bot-table',
      queueUrl: QUEUE,
      externalId: '0123456789abcdef',
      requestUrl: 'https://x.example/slack/events',
      connection: { region: 'eu-central-1' },
    });
    expect(notes).toEqual(['(the hub stack of cdk.outputs.json: table assume-bot-table)']);
  });

  it('contain the name of the installation, which marks everything written to IAM', () => {
    const cli = deployed();
    write(cli, 'cdk.context.json', { 'assume-bot:name': 'access-bot' });

    expect(settingsOf(cli).settings.hubName).toBe('access-bot');
    expect(settingsOf(cli, { hubName: 'flag' }, { ASSUME_HUB_NAME: 'environment' }).settings.hubName).toBe('flag');
    expect(hubOfSettings(settingsOf(deployed()).settings)).toEqual(DEFAULT_HUB);
  });

  it('have lower precedence than options and environment', () => {
    const { settings } = settingsOf(
      deployed(),
      { profile: 'hub' },
      { AWS_REGION: 'eu-west-1', ASSUME_EXTERNAL_ID: 'other' },
    );

    expect(settings).toMatchObject({ table: 'assume-bot-table', externalId: 'other', connection: { profile: 'hub' } });
    expect(settings.connection.region).toBeUndefined();
  });

  it('are not mixed with an explicitly selected hub', () => {
    const { settings, notes } = settingsOf(deployed(), { table: 'another' });

    expect(settings).toEqual({ kind: 'aws', connection: {}, table: 'another' });
    expect(notes).toEqual([]);
  });

  it('are refused with their name if they are not JSON', async () => {
    const cli = aCli();
    write(cli, 'cdk.outputs.json', '{');

    const { code, err } = await cli.run('grants');

    expect(code).toBe(2);
    expect(err).toMatch(/cdk\.outputs\.json is not JSON/);
  });

  it('are named in the error if no hub is known', async () => {
    const { code, err } = await aCli().run('audit', 'verify');

    expect(code).toBe(2);
    expect(err).toContain('--outputs-file cdk.outputs.json');
  });
});
