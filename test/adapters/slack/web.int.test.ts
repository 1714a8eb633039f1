import { createLocalSlack } from '@assume-bot/local-slack';
import type { LocalSlack, LocalSlackOptions } from '@assume-bot/local-slack/contract';
import { afterEach, describe, expect, it } from 'vitest';
import type { BotToken } from '../../../functions/adapters/slack/fetch-with-token.ts';
import { createSlackWeb } from '../../../functions/adapters/slack/web.ts';
import { SlackFault } from '../../../functions/core/fault.ts';
import { parseSlackChannelId, parseSlackGroupId, parseSlackUserId } from '../../../functions/core/names.ts';
import type { RequestFact } from '../../../functions/core/request/facts.ts';
import type { Notice } from '../../../functions/core/request/notice.ts';
import type { RefusedClick } from '../../../functions/usecases/ports.ts';
import { aCatalog, alice, idOf, U } from '../../support/builders.ts';
import { aClock } from '../../support/fixed-clock.ts';
import { aRequest, NOW, STATUSES } from './views/requests.ts';

const drawn = { catalog: aCatalog(), now: NOW };
const approvals = parseSlackChannelId('C0APPROVALS');

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A local Slack and its adapter, with a clock that records each pause. */
const aWorkspace = async (
  options: Partial<Omit<LocalSlackOptions, 'token'>> & {
    readonly timeoutMs?: number;
    readonly token?: string | BotToken;
  } = {},
) => {
  const { timeoutMs, token = 'xoxb-local', ...others } = options;
  const clock = aClock('2030-01-01T12:00:00Z');
  const local = await createLocalSlack({ signingSecret: 's', token: 'xoxb-local', clock, port: 0, ...others });
  closing.push(() => local.close());
  const [pauses, warnings]: [number[], string[]] = [[], []];
  const web = createSlackWeb({
    token,
    slackApiUrl: local.apiUrl,
    clock: { pause: async (milliseconds) => void pauses.push(milliseconds) },
    log: {
      warn: (message, fields) => void warnings.push(`${message} ${JSON.stringify(fields)}`),
      error: () => {},
    },
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
  return { local, web, pauses, warnings };
};

const faultOf = async (call: Promise<unknown>): Promise<SlackFault> => {
  const fault = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (fault instanceof SlackFault) return fault;
  throw new Error(`no SlackFault but ${String(fault)}`);
};

const notice = (about: Notice['about'], fields: Partial<Notice> = {}): Notice => ({
  to: U('alice'),
  how: 'direct',
  about,
  at: NOW,
  ...fields,
});

const refusedClick = (action: 'approve' | 'end' = 'approve'): RefusedClick => ({
  request: idOf(1),
  action,
  explanation: { why: 'You are not an approver.', next: 'Ask an approver.' },
});
const PREPARED: RequestFact = { kind: 'prepared', principal: alice, remindersAt: [], evidence: [] };

describe('the card of a request', () => {
  it('is posted in its channel and updated in place', async () => {
    const { local, web } = await aWorkspace();
    const at = await web.drawCard(aRequest(), approvals, undefined, drawn);

    const redrawn = await web.drawCard(aRequest({ status: STATUSES.denied }), approvals, at, drawn);

    expect(redrawn).toEqual(at);
    expect(local.messages('C0APPROVALS')).toHaveLength(1);
    expect(local.messages('C0APPROVALS')[0]?.text).toContain('Denied');
    expect(JSON.stringify(local.messages('C0APPROVALS')[0]?.blocks)).not.toContain('"action_id":"approve"');
  });

  it('has an address, which the message to the requester links to', async () => {
    const { local, web } = await aWorkspace();

    const card = await web.drawCard(aRequest(), approvals, undefined, drawn);
    await web.notify(notice(PREPARED), aRequest({ cards: [card] }), drawn);

    expect(card.link).toMatch(/^https:.*C0APPROVALS/);
    const dms = JSON.stringify(local.seenBy('U0ALICE'));
    expect(dms).toContain(`<${card.link}|Open the card>`);
  });

  it('is posted again if it was deleted', async () => {
    const { local, web } = await aWorkspace();
    const gone = { channel: approvals, ts: '1893499100.000100' };

    const at = await web.drawCard(aRequest(), approvals, gone, drawn);

    expect(at.ts).not.toBe(gone.ts);
    expect(local.messages('C0APPROVALS').map(({ ts }) => ts)).toEqual([at.ts]);
  });

  it('disables link parsing, name linking and unfurling', async () => {
    const { local, web } = await aWorkspace();

    const at = await web.drawCard(aRequest(), approvals, undefined, drawn);
    await web.drawCard(aRequest(), approvals, at, drawn);

    const [post] = local.calls('chat.postMessage');
    const [update] = local.calls('chat.update');
    expect(post?.arguments).toMatchObject({
      link_names: 'false',
      parse: 'none',
      unfurl_links: 'false',
      unfurl_media: 'false',
    });
    expect(update?.arguments).toMatchObject({ link_names: 'false', parse: 'none' });
  });

  it.each([
    ['the bot was not invited', (local: Local) => local.leave('C0APPROVALS', 'U0ASSUME'), '/invite @assume-bot'],
    ['the channel is archived', (local: Local) => local.archive('C0APPROVALS'), 'Unarchive it'],
  ])('cannot be posted if %s; the fault names the cause and the fix', async (_, change, fix) => {
    const { local, web } = await aWorkspace();
    change(local.directory);

    const fault = await faultOf(web.drawCard(aRequest(), approvals, undefined, drawn));

    expect(fault).toMatchObject({ kind: 'channel_unusable', retryable: false });
    expect(`${fault.message} ${fault.fix}`).toContain('#approvals');
    expect(fault.fix).toContain(fix);
  });

  it.each([
    [
      'is not in',
      (local: LocalSlack) => local.directory.leave('C0APPROVALS', 'U0ASSUME'),
      'The bot is not in the channel #approvals.',
    ],
    [
      'cannot use',
      (local: LocalSlack) => local.directory.archive('C0APPROVALS'),
      'The channel #approvals is archived.',
    ],
  ])('cannot be posted in a channel that the bot %s, which the fault names', async (_, change, message) => {
    const { local, web } = await aWorkspace();
    change(local);

    const fault = await faultOf(web.drawCard(aRequest(), approvals, undefined, drawn));

    expect(fault.message).toBe(message);
    expect(`${fault.message} ${fault.fix}`).not.toContain('C0APPROVALS');
    local.setScopes(['chat:write']);
    const unnamed = await faultOf(web.drawCard(aRequest(), approvals, undefined, drawn));
    expect(`${unnamed.message} ${unnamed.fix}`).toContain('channel for these requests');
    expect(`${unnamed.message} ${unnamed.fix}`).not.toContain('C0APPROVALS');
  });

  it('cannot be posted in a channel that does not exist', async () => {
    const { web } = await aWorkspace();

    const fault = await faultOf(web.drawCard(aRequest(), parseSlackChannelId('C0NOWHERE'), undefined, drawn));

    expect(fault).toMatchObject({ kind: 'channel_unusable', retryable: false });
  });
});

type Local = Awaited<ReturnType<typeof createLocalSlack>>['directory'];

describe('notifying a user', () => {
  it('sends a direct message by user ID, without another scope or call', async () => {
    const { local, web } = await aWorkspace({ scopes: ['chat:write'] });

    await web.notify(notice(PREPARED), aRequest(), drawn);

    expect(local.seenBy('U0ALICE').map(({ text }) => text)).toEqual([expect.stringContaining('needs approval')]);
    expect(local.callCounts()).toEqual({ 'chat.postMessage': 1 });
  });

  it('returns the reference of a message with a button, so that it can be updated in place', async () => {
    const { local, web } = await aWorkspace();

    const at = await web.notify(notice(PREPARED), aRequest(), drawn);
    if (at === undefined) throw new Error('nowhere');
    await web.redrawHolderMessage(aRequest({ status: STATUSES.denied }), at, drawn);

    expect(at.to).toBe('U0ALICE');
    const [message, ...others] = local.seenBy('U0ALICE');
    expect(others).toEqual([]);
    expect(message?.text).toContain('was denied by <@U0BOB>');
    expect(JSON.stringify(message?.blocks)).not.toContain('"type":"button"');
  });

  it('updates the message with the profile when the access ends', async () => {
    const { local, web } = await aWorkspace();
    const active = aRequest({ status: STATUSES.active, principal: alice });
    const at = await web.notify(notice({ kind: 'activated' }), active, drawn);
    if (at === undefined) throw new Error('nowhere');
    const [before] = local.seenBy('U0ALICE');

    await web.redrawHolderMessage({ ...active, status: STATUSES.ended }, at, drawn);

    expect(before?.text).toContain('You have access');
    expect(JSON.stringify(before?.blocks)).toContain('[profile prod-s3]');
    expect(local.calls('chat.update').map(({ ok }) => ok)).toEqual([true]);
    expect(JSON.stringify(local.seenBy('U0ALICE')[0]?.blocks)).not.toContain('"type":"button"');
  });

  it('leaves a message of an earlier release, whose rich text Slack does not replace', async () => {
    const { local, web } = await aWorkspace();
    const at = await web.notify(notice(PREPARED), aRequest(), drawn);
    if (at === undefined) throw new Error('nowhere');
    local.fail({ method: 'chat.update', kind: 'error', error: 'block_mismatch' });

    await expect(web.redrawHolderMessage(aRequest(), at, drawn)).resolves.toBeUndefined();
  });

  it('returns no reference for messages without a button, and for messages to other users', async () => {
    const { web } = await aWorkspace();
    const emergency = aRequest({ requested: { emergency: true } });

    expect(await web.notify(notice({ kind: 'lapsed' }), aRequest(), drawn)).toBeUndefined();
    const loud = notice(
      { kind: 'approved', startsAt: NOW, endsAt: NOW, catalogHash: 'c', evidence: [] },
      { to: U('carol'), how: 'announced' },
    );
    expect(await web.notify(loud, emergency, drawn)).toBeUndefined();
  });

  it('ignores a message that was deleted', async () => {
    const { web } = await aWorkspace();
    const at = await web.notify(notice(PREPARED), aRequest(), drawn);
    if (at === undefined) throw new Error('nowhere');

    await expect(
      web.redrawHolderMessage(aRequest(), { ...at, ts: '1893499100.000100' }, drawn),
    ).resolves.toBeUndefined();
  });

  it('answers a refused click in the channel of the card, visible only to that user', async () => {
    const { local, web } = await aWorkspace();
    const at = await web.drawCard(aRequest(), approvals, undefined, drawn);

    await web.notifyRefusedClick(U('carol'), refusedClick(), { ...aRequest(), cards: [at] });

    expect(local.seenBy('U0CAROL', 'C0APPROVALS').at(-1)?.text).toContain('was refused');
    expect(local.seenBy('U0CAROL')).toHaveLength(2);
    expect(local.messages('C0APPROVALS')).toHaveLength(1);
    expect(local.seenBy('U0BOB', 'C0APPROVALS')).toHaveLength(1);
  });

  it('answers a refused click by direct message if the user is not in the channel or clicked in their own list', async () => {
    const { local, web } = await aWorkspace();
    const at = await web.drawCard(aRequest(), approvals, undefined, drawn);
    local.directory.leave('C0APPROVALS', 'U0CAROL');

    await web.notifyRefusedClick(U('carol'), refusedClick(), { ...aRequest(), cards: [at] });
    await web.notifyRefusedClick(U('bob'), refusedClick('end'), { ...aRequest(), cards: [at] });

    expect(local.seenBy('U0CAROL').at(-1)?.text).toContain('was refused');
    expect(local.seenBy('U0BOB').at(-1)?.text).toContain('click on End');
    expect(local.seenBy('U0BOB', 'C0APPROVALS')).toHaveLength(1);
  });

  it.each(['U0GONE', 'U0BOTBOT', 'U0EXTERNAL', 'U0NOBODY'])('throws that %s cannot be reached', async (id) => {
    const { web } = await aWorkspace();

    const fault = await faultOf(
      web.notify(notice({ kind: 'lapsed' }, { to: parseSlackUserId(id) }), aRequest(), drawn),
    );

    expect(fault).toMatchObject({ kind: 'person_unreachable', retryable: false });
    expect(fault.message).toContain(id);
  });

  it('sends plain text to operators', async () => {
    const { local, web } = await aWorkspace();

    await web.notifyOperators(parseSlackChannelId('C0GENERAL'), 'Drift: <!channel> was found');

    const [message] = local.messages('C0GENERAL');
    expect(message?.text).toBe('Drift: &lt;!channel&gt; was found');
    expect(message?.blocks?.[0]).toMatchObject({ text: { type: 'plain_text', text: 'Drift: <!channel> was found' } });
  });
});

describe('reading users', () => {
  it.each([
    ['U0ALICE', 'member'],
    ['U0GUEST', 'guest'],
    ['U0VISITOR', 'guest'],
    ['U0GONE', 'deactivated'],
    ['U0EXTERNAL', 'external'],
    ['U0BOTBOT', 'bot'],
  ])('returns the account status of %s: %s', async (id, accountStatus) => {
    const { web } = await aWorkspace();

    expect(await web.person(parseSlackUserId(id))).toMatchObject({ accountStatus });
  });

  it('returns name, time zone and email address', async () => {
    const { web } = await aWorkspace();

    expect(await web.person(U('alice'))).toEqual({
      accountStatus: 'member',
      name: 'alice',
      timeZone: 'Europe/Berlin',
      email: 'alice@example.com',
    });
  });

  it('returns no email address without the scope, or if Slack has not confirmed it', async () => {
    const { local, web } = await aWorkspace({ scopes: ['users:read'] });
    const withScope = await aWorkspace();
    await withScope.local.directory.addUser({ id: 'U0UNSURE', name: 'unsure', is_email_confirmed: false });

    expect(await web.person(U('alice'))).not.toHaveProperty('email');
    expect(await withScope.web.person(parseSlackUserId('U0UNSURE'))).not.toHaveProperty('email');
    expect(local.calls('users.info')).toHaveLength(1);
  });

  it('finds by e-mail only users whose address Slack has confirmed, and logs the others', async () => {
    const { local, web, warnings } = await aWorkspace();
    await local.directory.addUser({ id: 'U0UNSURE', name: 'unsure', is_email_confirmed: false });

    expect(await web.personByEmail('bob@example.com')).toBe(U('bob'));
    expect(await web.personByEmail('unsure@example.com')).toBeUndefined();
    expect(await web.personByEmail('unknown@example.com')).toBeUndefined();
    expect(warnings).toEqual([
      'a Slack user is not matched by e-mail: Slack has not confirmed the address {"user":"U0UNSURE"}',
    ]);
  });

  it('returns undefined for an unknown user', async () => {
    const { web } = await aWorkspace();

    expect(await web.person(parseSlackUserId('U0NOBODY'))).toBeUndefined();
  });

  it('reads the home workspace once', async () => {
    const { local, web } = await aWorkspace();

    await web.person(U('alice'));
    await web.person(U('bob'));

    expect(await web.workspace()).toEqual({ teamId: 'T0LOCAL' });
    expect(local.calls('auth.test')).toHaveLength(1);
  });

  it('reads the members of a group, and throws if the group does not exist', async () => {
    const { web } = await aWorkspace();

    const fault = await faultOf(web.membersOf(parseSlackGroupId('S0NONE')));

    expect(await web.membersOf(parseSlackGroupId('S0SRE'))).toEqual(['U0BOB', 'U0CAROL']);
    expect(fault).toMatchObject({ kind: 'refused', retryable: false });
    expect(fault.message).toContain('S0NONE');
  });
});

describe('a failed call to Slack', () => {
  it('names the missing scope', async () => {
    const { web } = await aWorkspace({ scopes: ['chat:write'] });

    const fault = await faultOf(web.membersOf(parseSlackGroupId('S0SRE')));

    expect(fault.kind).toBe('refused');
    expect(fault.fix).toContain('usergroups:read');
  });

  it('reports an invalid token without quoting it', async () => {
    const { web } = await aWorkspace({ token: 'xoxb-wrong' });

    const fault = await faultOf(web.workspace());

    expect(fault).toMatchObject({ kind: 'refused', retryable: true });
    expect(`${fault.message} ${fault.fix}`).toContain('bot token');
    expect(`${fault.message} ${fault.fix}`).not.toContain('xoxb-wrong');
  });

  it('is retried after the time in Retry-After if it was rate limited', async () => {
    const { local, web, pauses } = await aWorkspace();
    local.fail({ method: 'chat.postMessage', kind: 'ratelimited', retryAfterSeconds: 7 });

    await web.notify(notice({ kind: 'lapsed' }), aRequest(), drawn);

    expect(pauses).toEqual([7000]);
    expect(local.seenBy('U0ALICE')).toHaveLength(1);
  });

  it('is not retried if Retry-After is too long, or after too many rate limits', async () => {
    const { local, web, pauses } = await aWorkspace();
    local.fail({ method: 'users.info', kind: 'ratelimited', retryAfterSeconds: 60 });
    const tooLong = await faultOf(web.person(U('alice')));
    local.fail({ method: 'users.info', kind: 'ratelimited', retryAfterSeconds: 1, times: 5 });
    const tooOften = await faultOf(web.person(U('alice')));

    expect(tooLong).toMatchObject({ kind: 'unavailable', retryable: true });
    expect(tooOften).toMatchObject({ kind: 'unavailable', retryable: true });
    expect(pauses).toEqual([1000, 1000]);
  });

  it.each([{ kind: 'http', status: 503 }, { kind: 'disconnect' }, { kind: 'error', error: 'internal_error' }] as const)(
    'is retried after a temporary failure of a read: $kind',
    async (failure) => {
      const { local, web } = await aWorkspace();
      local.fail({ method: 'users.info', ...failure });

      expect(await web.person(U('alice'))).toMatchObject({ accountStatus: 'member' });
      expect(local.calls('users.info').length).toBeGreaterThanOrEqual(1);
    },
  );

  it('is not retried if it was a post whose answer was lost; the worker decides whether to post again', async () => {
    const { local, web } = await aWorkspace();
    local.fail({ method: 'chat.postMessage', kind: 'http', status: 502, when: 'after' });

    const fault = await faultOf(web.drawCard(aRequest(), approvals, undefined, drawn));

    expect(fault).toMatchObject({ kind: 'unavailable', retryable: true });
    expect(local.messages('C0APPROVALS')).toHaveLength(1);
  });

  it('fails after a timeout if there is no answer', async () => {
    const { local, web } = await aWorkspace({ timeoutMs: 50 });
    local.fail({ method: 'chat.postMessage', kind: 'hang' });

    const fault = await faultOf(web.drawCard(aRequest(), approvals, undefined, drawn));

    expect(fault).toMatchObject({ kind: 'unavailable', retryable: true });
  });

  it('counts as unavailable if a proxy answered instead of Slack', async () => {
    const { local, web } = await aWorkspace();
    local.fail({ method: 'chat.postMessage', kind: 'error', error: '<html>Bad gateway</html>' });

    expect(await faultOf(web.notify(notice({ kind: 'lapsed' }), aRequest(), drawn))).toMatchObject({
      kind: 'unavailable',
      retryable: true,
    });
  });

  it('is repeated while a shared channel moves to another workspace', async () => {
    const { local, web } = await aWorkspace();
    const at = await web.drawCard(aRequest(), approvals, undefined, drawn);
    local.fail({ method: 'chat.update', kind: 'error', error: 'external_channel_migrating', times: 4 });

    const fault = await faultOf(web.drawCard(aRequest(), approvals, at, drawn));
    const later = await web.drawCard(aRequest(), approvals, at, drawn);

    expect(fault).toMatchObject({ kind: 'unavailable', retryable: true });
    expect(later).toEqual(at);
  });

  it("is not retryable if Slack refuses the message, and the fault contains Slack's error code", async () => {
    const { local, web } = await aWorkspace();
    local.fail({ method: 'chat.postMessage', kind: 'error', error: 'invalid_blocks' });

    const fault = await faultOf(web.notify(notice({ kind: 'lapsed' }), aRequest(), drawn));

    expect(fault).toMatchObject({ kind: 'refused', retryable: false });
    expect(fault.message).toContain('invalid_blocks');
  });
});

describe('the bot token', () => {
  it('is read again if Slack refuses it, and the call is repeated once', async () => {
    const { local, web } = await aWorkspace({ token: { get: () => 'xoxb-revoked', reread: async () => 'xoxb-local' } });

    expect(await web.workspace()).toMatchObject({ teamId: 'T0LOCAL' });
    expect(local.calls('auth.test')).toHaveLength(2);
  });

  it('is reported as refused if no other one is stored', async () => {
    const { local, web } = await aWorkspace({
      token: { get: () => 'xoxb-revoked', reread: async () => 'xoxb-revoked' },
    });

    expect((await faultOf(web.workspace())).message).toContain('Slack does not accept the bot token');
    expect(local.calls('auth.test')).toHaveLength(1);
  });
});
