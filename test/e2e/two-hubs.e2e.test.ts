import { readFileSync } from 'node:fs';
import { IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { afterEach, describe, expect, it } from 'vitest';
import { QUEUE_NAME } from '../../local/stack/names.ts';
import { aStack, ROLE_ARN, type TestStack } from '../support/a-stack.ts';

const EXAMPLE = readFileSync(new URL('../../examples/access.yaml', import.meta.url), 'utf8');
const ALICE = 'arn:aws:iam::111111111111:user/alice';
const HUBS = [
  ['assume-bot', 'payments-bot'],
  ['payments-bot', 'assume-bot'],
] as const;

let stack: TestStack;
afterEach(() => stack.close());

const open = async (hub: string): Promise<void> => {
  stack = await aStack(EXAMPLE, '2030-01-01T12:00:00Z', { ASSUME_HUB_NAME: hub });
};
const roleNow = () => ({ trustPolicy: stack.role().trustPolicy, inlinePolicies: stack.role().inlinePolicies });
const userNow = () => stack.aws.user(ALICE)?.inlinePolicies ?? {};

/** What a hub writes to the role and to alice for one grant. */
const writtenBy = async (hub: string) => {
  await open(hub);
  await stack.grant('U0ALICE', 'prod-s3 2h INC-42 look');
  expect(stack.mayAssume('alice')).toBe('Allowed');
  const written = { role: roleNow(), user: userNow() };
  await stack.close();
  return written;
};

const putOnAlice = async (policies: ReturnType<typeof userNow>): Promise<void> => {
  const iam = new IAMClient({ credentials: stack.aws.rootCredentials('111111111111') });
  for (const [PolicyName, document] of Object.entries(policies))
    await iam.send(
      new PutUserPolicyCommand({ UserName: 'alice', PolicyName, PolicyDocument: JSON.stringify(document) }),
    );
  iam.destroy();
};

describe('two hubs', () => {
  it.each(HUBS)(
    'on one role: the statements of %s are unchanged, and %s is refused with an explanation',
    async (first, second) => {
      const { role, user } = await writtenBy(first);
      await open(second);
      stack.aws.editRole(ROLE_ARN, role);
      await putOnAlice(user);
      const before = { role: roleNow(), user: userNow() };

      await stack.command('U0RANDOM', 'prod-s3 1h INC-43 look');
      await stack.settle();
      for (let minute = 0; minute < 90; minute += 45) {
        stack.clock.advance({ minutes: 45 });
        await stack.sweep();
      }

      expect(JSON.stringify(stack.slack.seenBy('U0RANDOM'))).toContain(
        'Another installation of the bot manages this role',
      );
      expect({ role: roleNow(), user: userNow() }).toEqual(before);
      expect(stack.mayAssume('alice')).toBe('Allowed');
      expect(stack.mayAssume('random_user')).not.toBe('Allowed');
      expect(stack.aws.queue(QUEUE_NAME).deadLetters()).toEqual([]);
    },
  );

  it.each(HUBS)('on one user: the policy of %s is unchanged while %s grants and ends access', async (first, second) => {
    const { user } = await writtenBy(first);
    await open(second);
    await putOnAlice(user);

    await stack.grant('U0ALICE', 'prod-s3 1h INC-42 look');
    expect(userNow()).toMatchObject(user);
    expect(Object.keys(userNow())).toHaveLength(Object.keys(user).length + 1);
    expect(stack.mayAssume('alice')).toBe('Allowed');

    await stack.command('U0ALICE', 'end prod-s3');
    await stack.settle();
    stack.clock.advance({ minutes: 45 });
    await stack.sweep();
    expect(stack.mayAssume('alice')).not.toBe('Allowed');
    expect(Object.keys(userNow()).toSorted()).toEqual(Object.keys(user).toSorted());
    expect(userNow()).toMatchObject(user);
  });
});
