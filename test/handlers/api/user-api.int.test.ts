import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aStack, type TestStack } from '../../support/a-stack.ts';
import { type Answer, aCaller, extending } from './a-caller.ts';

const EXAMPLE = readFileSync(join(import.meta.dirname, '../../../examples/terraform-remote-state/access.yaml'), 'utf8');
const AUTOMATIC = EXAMPLE.replace('maxTotal: 8h }', 'maxTotal: 8h, automatic: true }');

let stack: TestStack;
const start = async (yaml: string): Promise<void> => {
  stack = await aStack(yaml);
};
afterEach(() => stack.close());

const as = (person: string) => aCaller(stack, stack.keysOfPerson(person));
const read = (person: string): Promise<Answer> => as(person)('/access?name=terraform-prod');
const requestOf = async (person: string): Promise<string> => String((await read(person)).body['request']);
const endOf = async (person: string): Promise<unknown> => (await read(person)).body['endsAt'];

describe('the API of users', () => {
  beforeEach(() => start(EXAMPLE));

  it.each([
    ['an IAM user', 'U0ALICE', 'U0BOB'],
    ['a user of IAM Identity Center', 'U0BOB', 'U0ALICE'],
    ['a user whose sign-in role is in the catalog', 'U0CAROL', 'U0ALICE'],
  ])('shows %s when their access ends, and extends it after an approval', async (_, person, approver) => {
    await stack.grant(person, 'terraform-prod 1h INC-42', approver);
    const before = await read(person);

    const asked = await as(person)('/extend', extending(String(before.body['request']), 30));
    await stack.settle();
    await stack.press(approver, 'approve');

    expect(before).toMatchObject({ status: 200, body: { endsAt: '2030-01-01T13:00:00.000Z' } });
    expect(asked.body).toEqual({
      extension: { status: 'pending', text: expect.stringContaining('needs approval by') },
    });
    expect(await endOf(person)).toBe('2030-01-01T13:30:00.000Z');
  });

  it('does not extend the access of another user, and shows nothing of it', async () => {
    await stack.grant('U0ALICE', 'terraform-prod 1h INC-42', 'U0BOB');
    const request = await requestOf('U0ALICE');

    const asked = await as('U0CAROL')('/extend', extending(request));
    const seen = await read('U0CAROL');

    expect(asked).toMatchObject({ status: 409, body: { message: expect.stringContaining('belongs to another user') } });
    expect(seen).toMatchObject({ status: 404, body: { message: expect.stringContaining('You have no access') } });
    expect((await read('U0ALICE')).body).toEqual({ endsAt: '2030-01-01T13:00:00.000Z', request });
  });

  it('refuses a session of a role that is no user, even if it may call the API', async () => {
    await stack.grant('U0ALICE', 'terraform-prod 1h INC-42', 'U0BOB');
    const request = await requestOf('U0ALICE');
    const role = 'arn:aws:iam::111111111111:role/Builders';
    const keys = stack.aws.issueSession({ roleArn: role, sessionName: 'alice' });

    const asked = await aCaller(stack, keys)('/extend', extending(request));

    expect(asked).toMatchObject({
      status: 403,
      body: { message: expect.stringMatching(/^arn:aws:sts::111111111111:assumed-role\/Builders\/alice is not/) },
    });
    expect(await endOf('U0ALICE')).toBe('2030-01-01T13:00:00.000Z');
  });

  it('refuses the credentials of a granted role, which are not those of its user', async () => {
    await stack.grant('U0ALICE', 'terraform-prod 1h INC-42', 'U0BOB');
    const role = 'arn:aws:iam::222222222222:role/prod-deploy';
    const policy = { Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*' } as const;
    stack.aws.editRole(role, { inlinePolicies: { api: { Version: '2012-10-17', Statement: policy } } });
    const session = await stack.assume('alice', { role });

    const asked = await aCaller(stack, session)('/access?name=terraform-prod');

    expect(asked).toMatchObject({
      status: 403,
      body: { message: expect.stringContaining('Use your own credentials') },
    });
  });

  it('asks approvers once, however often a call is repeated, and says what they decided', async () => {
    await stack.grant('U0ALICE', 'terraform-prod 1h INC-42', 'U0BOB');
    const call = extending(await requestOf('U0ALICE'));

    const answers = [await as('U0ALICE')('/extend', call), await as('U0ALICE')('/extend', call)];
    await stack.settle();
    await stack.press('U0BOB', 'deny');
    await stack.slack.as('U0BOB').submitView(stack.slack.modalsOf('U0BOB').at(-1)?.id ?? '');
    const after = await as('U0ALICE')('/extend', call);
    await stack.settle();

    expect(answers[1]).toEqual(answers[0]);
    expect(after.body).toEqual({
      extension: { status: 'denied', text: expect.stringMatching(/was denied by \w+\.$/) },
    });
    expect((await read('U0ALICE')).body).toMatchObject({ extension: { status: 'denied' } });
  });

  it('extends nothing during a lockdown, and says why', async () => {
    await stack.grant('U0ALICE', 'terraform-prod 1h INC-42', 'U0BOB');
    const request = await requestOf('U0ALICE');
    await stack.command('U0CAROL', 'lockdown on keys have leaked');
    // Before a worker ends the access.
    const shown = stack.slack
      .seenBy('U0CAROL')
      .findLast((one) => JSON.stringify(one).includes('"action_id":"confirm"'));
    await stack.slack.as('U0CAROL').press({ channel: '', ts: '', ...shown, actionId: 'confirm' });

    const asked = await as('U0ALICE')('/extend', extending(request));

    expect(asked).toMatchObject({ status: 409, body: { message: expect.stringContaining('lockdown') } });
  });

  it('refuses what the rule does not allow, with the reason of Slack', async () => {
    await stack.grant('U0ALICE', 'terraform-prod 1h INC-42', 'U0BOB');

    const asked = await as('U0ALICE')('/extend', extending(await requestOf('U0ALICE'), 90));

    expect(asked).toMatchObject({
      status: 409,
      body: {
        message: expect.stringMatching(/adds at most 1h, and you requested 1h 30m\. .*extend terraform-prod 1h$/),
      },
    });
  });

  it.each([
    ['no JSON', 'request=1'],
    ['an unknown member', '{"request":"00000000000000000000","user":"U0BOB"}'],
    ['another ID', '{"request":"REQ#1"}'],
    ['no length', '{"request":"00000000000000000000","minutes":0}'],
    ['a list', '[]'],
  ])('refuses a body with %s', async (_, body) => {
    const asked = await as('U0ALICE')('/extend', { body });

    expect(asked).toMatchObject({ status: 400, body: { message: expect.stringContaining('nothing was done') } });
  });

  it('refuses a large body, an unknown request, and a name that is given twice', async () => {
    const large = await as('U0ALICE')('/extend', { body: `{"request":"${'0'.repeat(2000)}"}` });
    const unknown = await as('U0ALICE')('/extend', extending('00000000000000000000'));
    const twice = await as('U0ALICE')('/access?name=dns-deploy&name=prod-deploy');

    expect([large.status, unknown.status, twice.status]).toEqual([413, 404, 400]);
  });
});

describe('an extension that needs no approval', () => {
  beforeEach(() => start(AUTOMATIC));

  it('is granted once, if the same call is repeated or replayed after it', async () => {
    await stack.grant('U0ALICE', 'terraform-prod 1h INC-42', 'U0BOB');
    const call = extending(await requestOf('U0ALICE'), 30);

    const first = await as('U0ALICE')('/extend', call);
    await stack.settle();
    const again = await as('U0ALICE')('/extend', call);
    await stack.settle();

    expect(first.body).toEqual({
      extension: { status: 'pending', text: expect.stringContaining('no approval is needed') },
    });
    expect(again.body).toMatchObject({ extension: { status: 'active' } });
    expect(await endOf('U0ALICE')).toBe('2030-01-01T13:30:00.000Z');
  });
});
