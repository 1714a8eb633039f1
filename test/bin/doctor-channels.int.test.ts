import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { aStackForEach, cli, EXAMPLE, examine, expectFinding, reopen, setUpSlack, stack } from './a-doctor.ts';

aStackForEach();

const BOT = 'U0ASSUME';
const codes = async () => (await examine()).findings.map(({ code }) => code).filter((code) => code.includes('channel'));

describe('assume-bot doctor finds', () => {
  it('nothing about a channel that the bot is in', async () => {
    setUpSlack();

    expect(await codes()).toEqual([]);
  });

  it('a public channel without the bot, by its name, and how to invite it', async () => {
    stack.slack.directory.leave('C0APPROVALS', BOT);

    await expectFinding('channel_without_bot', 'error', 'channel #approvals', /type \/invite @assume in #approvals/);
  });

  it('the channel of the operators too', async () => {
    await reopen(EXAMPLE.replace(/^settings:/m, 'settings:\n  operatorsChannel: C0OPS'));
    stack.slack.directory.addChannel({ id: 'C0OPS', name: 'ops' });

    const { findings } = await examine();

    expect(findings.find(({ code }) => code === 'channel_without_bot')).toMatchObject({
      about: 'channel #ops',
      what: expect.stringContaining('operatorsChannel'),
    });
  });

  it('a private channel without the bot, or none at all', async () => {
    await reopen(EXAMPLE.replaceAll('C0APPROVALS', 'C0SECRET'));

    const missing = await codes();
    stack.slack.directory.addChannel({ id: 'C0SECRET', name: 'secret', kind: 'private', members: ['U0BOB'] });

    expect([missing, await codes()]).toEqual([['channel_not_found'], ['channel_not_found']]);
  });

  it('an archived channel', async () => {
    stack.slack.directory.archive('C0APPROVALS');

    await expectFinding('channel_archived', 'error', 'channel #approvals', /Unarchive it/);
  });

  it('a channel that is shared with another company', async () => {
    await expectFinding('channel_shared', 'warning', 'channel #approvals', /your own workspace/);
  });

  it('approvers who do not see a private channel, by name', async () => {
    await reopen(EXAMPLE.replaceAll('C0APPROVALS', 'C0SECRET'));
    const members = ['U0BOB', BOT];
    stack.slack.directory.addChannel({ id: 'C0SECRET', name: 'secret', kind: 'private', members });

    await expectFinding('approvers_outside_channel', 'warning', 'channel #secret', /notifyApprovers to direct/);
    const { findings } = await examine();
    expect(findings.find(({ code }) => code === 'approvers_outside_channel')?.what).toContain('carol can approve');
  });

  it('that a token without the scopes for channels leaves them unchecked', async () => {
    stack.slack.setScopes(['commands', 'chat:write', 'users:read']);

    await expectFinding('channels_not_looked_at', 'note', 'Slack', /works without them/);
    expect((await examine()).findings.filter(({ about }) => about.startsWith('channel'))).toEqual([]);
  });

  it('that no event of Slack has arrived, until a user opens the Home tab', async () => {
    await expectFinding('no_event_yet', 'note', 'Slack', /press Retry/);

    await stack.slack.as('U0ALICE').openHome();
    await stack.settle();

    expect((await examine()).findings.map(({ code }) => code)).not.toContain('no_event_yet');
  });
});

describe('assume-bot validate, with a token of Slack', () => {
  it('warns of a channel that the bot is not in', async () => {
    stack.slack.directory.leave('C0APPROVALS', BOT);

    writeFileSync(join(cli.directory, 'access.yaml'), EXAMPLE);

    cli.environment = { SLACK_BOT_TOKEN: 'xoxb-test', SLACK_API_URL: stack.slack.apiUrl };

    const { out } = await cli.run('validate', 'access.yaml');

    expect(out).toContain('The bot is not in #approvals');
  });
});
