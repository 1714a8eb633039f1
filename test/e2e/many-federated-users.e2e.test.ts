import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { aStack, ROLE_ARN, type TestStack } from '../support/a-stack.ts';

const EXAMPLE = readFileSync(new URL('../../examples/access.yaml', import.meta.url), 'utf8');
const SIZE = 12;
const ALL_USERS = Array.from({ length: SIZE }, (_, index) => index);
const idOf = (index: number) => `U0S${String(index).padStart(3, '0')}`;
const nameOf = (index: number) => `person-${index}@example.com`;

let stack: TestStack;
afterEach(async () => {
  await stack.close();
});

/** More users of one permission set than fit into one trust policy with separate statements. All of them have access. */
const aCrowd = async (): Promise<void> => {
  const lines = ALL_USERS.map(
    (index) => `  ${idOf(index)}: { permissionSet: Dev, account: utils, user: ${nameOf(index)} }`,
  );
  stack = await aStack(EXAMPLE.replace('people:\n', `people:\n${lines.join('\n')}\n`));
  for (const index of ALL_USERS) {
    await stack.slack.directory.addUser({ id: idOf(index), name: `person-${index}` });
    stack.slack.directory.join('C0GENERAL', idOf(index));
  }
  stack.clock.advance({ minutes: 5 });
  await stack.sweep();
  for (const index of ALL_USERS) await stack.grant(idOf(index), `prod-s3 ${20 + index}m INC-42`);
};

const may = (index: number, sessionName: string): boolean =>
  stack.aws.decideAssumeRole({ as: stack.keysOfPerson(idOf(index)), roleArn: ROLE_ARN, sessionName }) === 'Allowed';

/** A role session as the user's own AWS CLI requests it from STS. */
const assume = async (index: number, sessionName = nameOf(index)) => {
  const { STSClient, AssumeRoleCommand } = await import('@aws-sdk/client-sts');
  const sts = new STSClient({ credentials: stack.keysOfPerson(idOf(index)) });
  try {
    const { Credentials: keys } = await sts.send(
      new AssumeRoleCommand({ RoleArn: ROLE_ARN, RoleSessionName: sessionName }),
    );
    return {
      accessKeyId: keys?.AccessKeyId ?? '',
      secretAccessKey: keys?.SecretAccessKey ?? '',
      sessionToken: keys?.SessionToken ?? '',
    };
  } finally {
    sts.destroy();
  }
};

describe('many users of one permission set', () => {
  it('share a statement in which each user can use only their own session name', async () => {
    await aCrowd();

    const allowed = ALL_USERS.flatMap((index) =>
      [...ALL_USERS.map(nameOf), 'anybody', '*', '${aws:userid}'].filter((name) => may(index, name)),
    );

    expect(allowed).toEqual(ALL_USERS.map(nameOf));
    await expect(assume(0, nameOf(1))).rejects.toThrow('is not authorized to perform: sts:AssumeRole');
    expect(JSON.stringify(stack.role().trustPolicy).length).toBeLessThanOrEqual(2048);
  });

  it('lose access to the second, early ends included, even if no worker is running', async () => {
    await aCrowd();
    const sessions = await Promise.all(ALL_USERS.map((index) => assume(index)));
    const alive = () => ALL_USERS.filter((index) => stack.mayList(sessions[index] as never) === 'Allowed');
    expect(alive()).toEqual(ALL_USERS);

    await stack.command(idOf(SIZE - 1), 'end prod-s3');
    await stack.settle();
    const others = ALL_USERS.slice(0, -1);
    expect(alive()).toEqual(others);
    expect(may(SIZE - 1, nameOf(SIZE - 1))).toBe(false);

    stack.clock.advance({ minutes: 20, seconds: -1 });
    for (const index of others) {
      expect(alive()).toEqual(others.slice(index));
      stack.clock.advance({ seconds: 1 });
      expect(alive()).toEqual(others.slice(index + 1));
      // An expired user can still be named in the shared statement until the latest end, but the guard denies their
      // sessions.
      const late = may(index, nameOf(index)) ? await assume(index) : undefined;
      if (late !== undefined) expect(stack.mayList(late)).not.toBe('Allowed');
      stack.clock.advance({ minutes: 1, seconds: -1 });
    }
    expect(ALL_USERS.filter((index) => may(index, nameOf(index)))).toEqual([]);
  });
});
