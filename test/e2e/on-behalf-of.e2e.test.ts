import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { aStack, type TestStack } from '../support/a-stack.ts';

const EXAMPLE = readFileSync(new URL('../../examples/access.yaml', import.meta.url), 'utf8');
let stack: TestStack;
const closing: (() => void)[] = [];
afterEach(async () => {
  await stack.close();
  for (const close of closing.splice(0)) close();
});

describe('a request on behalf of another user', () => {
  const yaml = EXAMPLE.replace('    approvals: 1 ', '    onBehalfOf: [U0BOB]\n    approvals: 1 ');

  it('with a command: the holder has the access and can end it, and the requester cannot approve it', async () => {
    stack = await aStack(yaml);
    await stack.command('U0BOB', 'prod-s3 1h --for @random_user INC-42 onboarding');
    await stack.settle();
    expect(stack.slack.messages('C0APPROVALS')[0]?.text).toContain('on behalf of <@U0RANDOM>');

    await stack.press('U0BOB', 'approve');
    expect(stack.mayAssume('random_user')).toBe('ImplicitlyDenied');
    await stack.press('U0CAROL', 'approve');
    expect(stack.mayAssume('random_user')).toBe('Allowed');
    expect(JSON.stringify(stack.slack.seenBy('U0RANDOM'))).toContain('Requested by <@U0BOB>:');

    await stack.command('U0RANDOM', 'end prod-s3');
    await stack.settle();
    expect(stack.mayAssume('random_user')).toBe('ImplicitlyDenied');
  });

  it('with the form, which has the field only if the rule allows it', async () => {
    stack = await aStack(yaml);
    const formOf = (person: string) => stack.slack.modalsOf(person)[0];
    await stack.command('U0BOB', '');
    await stack.command('U0ALICE', '');
    for (const person of ['U0BOB', 'U0ALICE'])
      await stack.slack.as(person).selectInView({ viewId: formOf(person)?.id ?? '', actionId: 'access' }, 'prod-s3');
    expect(JSON.stringify(formOf('U0ALICE')?.blocks)).not.toContain('On behalf of');

    await stack.slack.as('U0BOB').submitView(formOf('U0BOB')?.id ?? '', { holder: 'U0RANDOM', reason: 'INC-42' });
    await stack.settle();
    await stack.press('U0CAROL', 'approve');

    expect(stack.mayAssume('random_user')).toBe('Allowed');
  });
});

describe('approvers who are on call', () => {
  const onCall = (schedule: string) =>
    `${EXAMPLE.replace('approvers: [U0BOB, U0CAROL]', 'approvers: [{ onCall: sre }]')}\nonCall:\n  sre: ${schedule}\n`;

  it('are those of the list in the catalog', async () => {
    stack = await aStack(onCall('[U0CAROL]'));
    await stack.command('U0RANDOM', 'prod-s3 1h INC-42');
    await stack.settle();

    await stack.press('U0BOB', 'approve');
    expect(stack.mayAssume('random_user')).toBe('ImplicitlyDenied');
    await stack.press('U0CAROL', 'approve');

    expect(stack.mayAssume('random_user')).toBe('Allowed');
  });

  it('are the users that PagerDuty names, and there are none while it does not answer', async () => {
    let body = JSON.stringify({ oncalls: [{ user: { email: 'bob@example.com' } }] });
    const server = createServer((_, response) => response.writeHead(body === '' ? 503 : 200).end(body));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => server.close());
    stack = await aStack(onCall('{ pagerDuty: PABC123 }'), undefined, {
      PAGERDUTY_TOKEN: 'read-only',
      PAGERDUTY_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    });
    await stack.command('U0RANDOM', 'prod-s3 1h INC-42');
    await stack.settle();

    await stack.press('U0CAROL', 'approve');
    expect(stack.mayAssume('random_user')).toBe('ImplicitlyDenied');
    body = '';
    stack.clock.advance({ minutes: 16 });
    await stack.sweep().catch(() => undefined);
    await stack.press('U0BOB', 'approve');
    expect(stack.mayAssume('random_user')).toBe('ImplicitlyDenied');

    body = JSON.stringify({ oncalls: [{ user: { email: 'bob@example.com' } }] });
    stack.clock.advance({ minutes: 1 });
    await stack.sweep();
    stack.clock.advance({ minutes: 1 });
    await stack.press('U0BOB', 'approve');
    expect(stack.mayAssume('random_user')).toBe('Allowed');
  });
});
