import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { aStack, ROLE_ARN, type TestStack } from '../support/a-stack.ts';

const EXAMPLE = readFileSync(new URL('../../examples/access.yaml', import.meta.url), 'utf8');
const UTILS = '111111111111';

let stack: TestStack;
afterEach(() => stack.close());

/** A stack with this catalog, and one more IAM user. The user whom the catalog spells otherwise does not exist. */
const withUser = async (yaml: string, listed: string | undefined, name: string): Promise<void> => {
  stack = await aStack(yaml);
  if (listed !== undefined) stack.aws.removeUser(`arn:aws:iam::${UTILS}:user/${listed}`);
  stack.aws.seed({
    accounts: [
      {
        id: UTILS,
        users: [{ name, accessKeys: [{ id: 'AKIASPELLEDUSER00000', secret: 'local-spelled-user' }] }],
      },
    ],
  });
};

const BY_EMAIL = EXAMPLE.replace('  U0RANDOM: arn:aws:iam::111111111111:user/random_user\n', '').replace(
  /^people:\n/m,
  'people:\n  byEmail: arn:aws:iam::111111111111:user/{local}\n  domains: [example.com]\n',
);

describe('an IAM user whose name differs in case from the catalog', () => {
  it.each([
    ['listed in lower case', EXAMPLE, 'random_user', 'Random_User'],
    ['listed with capitals', EXAMPLE.replace('user/random_user', 'user/RANDOM_user'), 'RANDOM_user', 'random_user'],
    ['found by e-mail, which is in lower case', BY_EMAIL, undefined, 'Random_User'],
  ])('gets access under the name as IAM spells it, and loses it at the end: %s', async (_, yaml, listed, name) => {
    await withUser(yaml, listed, name);

    await stack.grant('U0RANDOM', 'prod-s3 30m INC-42 look');

    expect(JSON.stringify(stack.slack.seenBy('U0RANDOM'))).toContain(`role_session_name = ${name}`);
    expect(stack.mayAssume(name)).toBe('Allowed');
    const session = await stack.assume(name);
    expect(stack.mayList(session)).toBe('Allowed');
    stack.clock.advance({ minutes: 30 });
    expect([stack.mayAssume(name), stack.mayList(session)]).not.toContain('Allowed');
    await stack.sweep();
    expect(JSON.stringify(stack.role(ROLE_ARN).trustPolicy)).not.toContain(name);
    expect(stack.mayList(session)).not.toBe('Allowed');
  });
});
