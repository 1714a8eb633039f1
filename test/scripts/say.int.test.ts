import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openForm, readWindow, submitForm } from '../../scripts/say/forms.ts';
import { openLocalSlack, type Problem } from '../../scripts/say/local-slack.ts';
import { press } from '../../scripts/say/press.ts';
import { aStack, type TestStack } from '../support/a-stack.ts';

const EXAMPLE = readFileSync(join(import.meta.dirname, '../../examples/access.yaml'), 'utf8');
const CATALOG = EXAMPLE.replace(
  'risk: high',
  'x\n    extend: { by: 1h, maxTotal: 8h }\n    emergency: { requesters: [everyone], reviewWithin: 4h, contacts: [C0APPROVALS], maxDuration: 1h }\n    # x',
);

let stack: TestStack;
let directory: string;
beforeEach(async () => {
  stack = await aStack(CATALOG);
  directory = mkdtempSync(join(tmpdir(), 'assume-bot-say-'));
  writeFileSync(join(directory, 'stack.json'), JSON.stringify({ slackApiUrl: stack.slack.apiUrl }));
});
afterEach(() => stack.close());

const as = (person: string) => openLocalSlack('/', directory, person);

/** `npm run say -- PERSON WORDS`. The workers run while it waits for the message to change. */
const say = (person: string, ...[word = '', ...rest]: readonly string[]): Promise<string> =>
  press({ slack: as(person), person, say: `say ${person}`, pause: () => stack.settle() }, word, rest);

const request = async (text: string): Promise<void> => {
  await stack.command('U0ALICE', text);
  await stack.settle();
};

describe('npm run say', () => {
  it('approves, with the names of users instead of their IDs', async () => {
    await request('prod-s3 1h INC-42');

    expect(await say('U0BOB', 'approve')).toContain('Approved by @bob');
    expect(stack.mayAssume('alice')).toBe('Allowed');
  });

  it('approves for less time, and denies with and without a reason', async () => {
    await request('prod-s3 1h INC-42');
    expect(await say('U0BOB', 'approve', '15m')).toMatch(/until 2030-01-01 12:15 UTC.\nApproved by @bob/);
    await stack.command('U0ALICE', 'end prod-s3');
    await stack.settle();

    await request('prod-s3 1h INC-43');
    expect(await say('U0BOB', 'deny', 'not', 'today')).toMatch(/Denied\* by @bob.*\nReason: not today/);
    await request('prod-s3 1h INC-44');
    expect(await say('U0BOB', 'deny')).toMatch(/Denied\* by @bob[^\n]*$/);
  });

  it('extends and ends access', async () => {
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');
    expect(await say('U0ALICE', 'extend', '30m', 'not', 'finished')).toContain('Requested an extension of `prod-s3`');
    expect(openForm(await as('U0ALICE').screen(), 'U0ALICE')).toBeUndefined();
    await stack.settle();
    expect(await say('U0BOB', 'approve')).toContain('Reason: not finished');
    await stack.settle();

    await say('U0ALICE', 'end');
    expect(stack.mayAssume('alice')).not.toBe('Allowed');
  });

  it('reviews an emergency', async () => {
    await request('prod-s3 30m INC-42 --emergency');

    expect(await say('U0BOB', 'not-justified', 'no', 'incident')).toMatch(/not justified/i);
  });

  it('says which form waits, what is wrong in it, and how to submit and close it', async () => {
    await request('prod-s3 1h INC-42');

    const refused = await say('U0BOB', 'approve', '7m').catch((fault: Problem) => fault.message);

    expect(refused).toContain('length "7m" is not one of 5m, 15m, 30m');
    expect(refused).toContain('The form "Approve with options" is open and waits.');
    expect(refused).toContain('Submit it: say U0BOB submit length="..."');
    expect(await submitForm(as('U0BOB'), 'U0BOB', { length: '15m' })).toBeUndefined();
    expect(openForm(await as('U0BOB').screen(), 'U0BOB')).toBeUndefined();
  });

  it('fills in a form field by field, as the fields depend on each other', async () => {
    await stack.command('U0ALICE', '');
    const mistakes = await submitForm(as('U0ALICE'), 'U0ALICE', { access: 'prod-s3', length: '2h' });

    expect(mistakes?.join()).toContain('reason');
    expect(await readWindow(as('U0ALICE'), 'U0ALICE', 'say U0ALICE')).toMatch(
      /length +Duration \(required; now "120"; one of .*8h\)[\s\S]*submit reason=/,
    );
    expect(await submitForm(as('U0ALICE'), 'U0ALICE', { reason: 'INC-42' })).toBeUndefined();
    await stack.settle();
    expect(await say('U0BOB', 'approve')).toContain('2h');
  });

  it.each([
    ['a user who does not exist', 'U0NOBODY', ['approve'], 'Its users are U0RANDOM (random_user)'],
    ['a button that no message has', 'U0BOB', ['extend'], 'The buttons are approve, '],
    ['words that no form takes', 'U0BOB', ['approve', 'gladly'], 'so "gladly" was not used'],
  ])('refuses %s', async (_, person, words, why) => {
    await request('prod-s3 1h INC-42');

    await expect(say(person, ...words)).rejects.toThrow(why);
  });
});
