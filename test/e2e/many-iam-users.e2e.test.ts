import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { aStack, type TestStack } from '../support/a-stack.ts';

const EXAMPLE = readFileSync(new URL('../../examples/access.yaml', import.meta.url), 'utf8');
const nameOf = (index: number) => `person-${String(index).padStart(9, '0')}`;
const idOf = (index: number) => `U0P${String(index).padStart(3, '0')}`;

let stack: TestStack;
afterEach(async () => {
  await stack.close();
});

describe('many users of one role at the default quotas', () => {
  it('have 48 grants with separate ends, each exact to the second for sessions; a request that does not fit is refused before approvers are notified', async () => {
    const people = Array.from({ length: 90 }, (_, index) => index);
    const lines = people.map((index) => `  ${idOf(index)}: arn:aws:iam::111111111111:user/${nameOf(index)}`);
    stack = await aStack(EXAMPLE.replace('people:\n', `people:\n${lines.join('\n')}\n`));
    for (const index of people) {
      await stack.slack.directory.addUser({ id: idOf(index), name: nameOf(index) });
      stack.slack.directory.join('C0GENERAL', idOf(index));
    }
    // The first sweep of the stack ran before the requests; the later sweeps process them.
    for (let sweeps = 0; sweeps < 4; sweeps += 1) {
      stack.clock.advance({ minutes: 5 });
      await stack.sweep();
    }

    const sessions = new Map<number, Awaited<ReturnType<TestStack['assume']>>>();
    let answer = '';
    for (const index of people) {
      const cards = stack.slack.messages('C0APPROVALS').length;
      answer = JSON.stringify(await stack.command(idOf(index), `prod-s3 ${10 + (index % 45)}m INC-42`));
      await stack.settle();
      if (stack.slack.messages('C0APPROVALS').length === cards) break;
      await stack.press('U0BOB', 'approve');
      sessions.set(index, await stack.assume(nameOf(index)));
      // Each grant ends at a different second.
      stack.clock.advance({ seconds: 1 });
    }
    const holders = [...sessions.keys()];
    const start = Date.parse('2030-01-01T12:20:00Z');
    const endOf = (index: number) => start + index * 1000 + (10 + (index % 45)) * 60_000;
    const ends = [...new Set(holders.map(endOf))].toSorted((a, b) => a - b);
    const { trustPolicy, inlinePolicies } = stack.role();

    expect(holders.length).toBeGreaterThanOrEqual(48);
    expect(ends).toHaveLength(holders.length);
    expect(answer).toMatch(/10,240|2,048|characters/);
    expect(JSON.stringify(trustPolicy).length).toBeLessThanOrEqual(2048);
    expect(JSON.stringify(inlinePolicies).length).toBeLessThanOrEqual(10_240 + 40);
    const stateAt = () => holders.filter((index) => stack.mayList(sessions.get(index) as never) === 'Allowed');
    for (const end of ends) {
      stack.clock.advance({ seconds: (end - 1000 - stack.clock.now().getTime()) / 1000 });
      expect(stateAt()).toEqual(holders.filter((index) => endOf(index) >= end));
      stack.clock.advance({ seconds: 1 });
      expect(stateAt()).toEqual(holders.filter((index) => endOf(index) > end));
    }
  });
});
