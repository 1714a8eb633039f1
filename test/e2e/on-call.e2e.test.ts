import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { aStack, type TestStack } from '../support/a-stack.ts';

/** Bob is on call, and carol from nine o'clock in Berlin on. */
const CATALOG = `${readFileSync(new URL('../../examples/access.yaml', import.meta.url), 'utf8').replace(
  'approvers: [U0BOB, U0CAROL]',
  'approvers: [{ onCall: sre }]',
)}
onCall:
  sre: { rotation: [U0BOB, U0CAROL], shift: 1w, from: "2029-12-31 09:00", zone: Europe/Berlin }
`;
const HANDOVER = '2030-01-07T08:00:00Z';
let stack: TestStack;
afterEach(async () => {
  await stack.close();
});

/** A request of the role, twenty seconds before the handover. */
const requested = async (text: string) => {
  stack = await aStack(CATALOG, new Date(Date.parse(HANDOVER) - 20_000).toISOString());
  await stack.command('U0RANDOM', `prod-s3 ${text}`);
  await stack.settle();
};
const refusals = (person: string): string => JSON.stringify(stack.slack.seenBy(person).map(({ text }) => text));

describe('a rotation of the catalog', () => {
  it('lets the next user approve from the second of the handover on, without a sweep', async () => {
    await requested('1h INC-42');

    await stack.press('U0CAROL', 'approve');
    expect(refusals('U0CAROL')).toContain('approve');
    expect(stack.mayAssume('random_user')).not.toBe('Allowed');
    stack.clock.advance({ seconds: 20 });
    await stack.press('U0BOB', 'approve');
    expect(stack.mayAssume('random_user')).not.toBe('Allowed');
    await stack.press('U0CAROL', 'approve');

    expect(stack.mayAssume('random_user')).toBe('Allowed');
  });

  it('opens nothing if the only approver is no longer on call at a start in the future, and says so', async () => {
    await requested('1h from 04:00 INC-42');
    await stack.press('U0BOB', 'approve');
    const before = refusals('U0RANDOM');

    for (const minutes of [58, 1, 1, 1]) {
      stack.clock.advance({ minutes });
      await stack.sweep();
    }

    expect(before).toContain('2030-01-07 09:00 UTC');
    expect(stack.mayAssume('random_user')).not.toBe('Allowed');
    expect(refusals('U0RANDOM')).toContain('who approved this is no longer an approver');
  });
});
