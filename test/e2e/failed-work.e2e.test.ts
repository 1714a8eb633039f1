import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { aStack, type TestStack } from '../support/a-stack.ts';

const EXAMPLE = readFileSync(new URL('../../examples/access.yaml', import.meta.url), 'utf8');
let stack: TestStack;
afterEach(async () => {
  await stack.close();
});

describe('failed work', () => {
  it('is retried after seconds, before the visibility timeout of the queue', async () => {
    stack = await aStack(EXAMPLE);
    await stack.command('U0RANDOM', 'prod-s3 1h INC-42');
    await stack.settle();
    stack.slack.fail({ kind: 'error', method: 'chat.update', error: 'internal_error', times: 3 });
    await stack.press('U0BOB', 'approve');
    expect(JSON.stringify(stack.slack.messages('C0APPROVALS'))).not.toContain('*Active*');

    for (let tries = 0; tries < 3; tries += 1) {
      stack.clock.advance({ seconds: 10 });
      await stack.settle();
    }

    expect(JSON.stringify(stack.slack.messages('C0APPROVALS'))).toContain('*Active*');
    expect(stack.aws.queue('assume-bot.fifo').deadLetters()).toEqual([]);
  });
});
