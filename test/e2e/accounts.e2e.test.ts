import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { aStack, type TestStack } from '../support/a-stack.ts';

const EXAMPLE = readFileSync(new URL('../../examples/terraform-remote-state/access.yaml', import.meta.url), 'utf8');
const STATE = 'arn:aws:iam::333333333333:role/tf-state';
const PROD = 'arn:aws:iam::222222222222:role/prod-deploy';
const DNS = 'arn:aws:iam::555555555555:role/dns-deploy';
const PARTS = [STATE, PROD, DNS];

/** The users of the example: IAM users in two accounts, an Identity Center session and another federated session. */
const PEOPLE = {
  U0ALICE: 'alice',
  U0RANDOM: 'random_user',
  U0BOB: 'bob@example.com',
  U0CAROL: 'carol',
} as const;
type Person = keyof typeof PEOPLE;
const EVERYBODY = Object.keys(PEOPLE) as Person[];

let stack: TestStack;
afterEach(async () => {
  await stack.close();
});

const may = (person: Person, roleArn: string, sessionName: string = PEOPLE[person]): boolean =>
  stack.aws.decideAssumeRole({ as: stack.keysOfPerson(person), roleArn, sessionName }) === 'Allowed';
const allowed = (roleArn: string): readonly Person[] => EVERYBODY.filter((person) => may(person, roleArn));
/** Two users with IAM and two who sign in need more on one role than the default quota of a trust policy. */
const aRoomyStack = () => aStack(EXAMPLE, undefined, undefined, undefined, { assumeRolePolicySize: 4_096 });
const approverOf = (person: Person): Person => (person === 'U0ALICE' ? 'U0BOB' : 'U0ALICE');
const grant = (person: Person, minutes: number, target = 'terraform-prod') =>
  stack.grant(person, `${target} ${minutes}m INC-42`, approverOf(person));
const messagesOf = (person: Person): string => JSON.stringify(stack.slack.seenBy(person));

describe('users of several accounts', () => {
  it('hold one role at the same time, each with their own session name and their own end', async () => {
    stack = await aRoomyStack();
    expect(allowed(PROD)).toEqual([]);

    await grant('U0ALICE', 10);
    await grant('U0RANDOM', 20);
    await grant('U0BOB', 30);
    await grant('U0CAROL', 40);

    const over: (readonly Person[])[] = [allowed(PROD)];
    for (const _ of EVERYBODY) {
      stack.clock.advance({ minutes: 10, seconds: -1 });
      expect(allowed(PROD)).toEqual(over.at(-1));
      stack.clock.advance({ seconds: 1 });
      over.push(allowed(PROD));
    }
    expect(over).toEqual([EVERYBODY, ...EVERYBODY.map((_, index) => EVERYBODY.slice(index + 1))]);
  });

  it('cannot use the session name of another user, nor the access of another user of their sign-in role', async () => {
    stack = await aRoomyStack();
    for (const person of EVERYBODY) await grant(person, 30);

    for (const person of EVERYBODY) {
      const others = EVERYBODY.filter((other) => other !== person);
      expect(others.filter((other) => may(person, PROD, PEOPLE[other]))).toEqual([]);
    }
    const dave = stack.aws.issueSession({
      roleArn:
        stack.aws
          .accounts()
          .flatMap(({ roles }) => roles)
          .find(({ name }) => name.startsWith('AWSReservedSSO_Developer_'))?.arn ?? '',
      sessionName: 'dave@example.com',
    });
    for (const sessionName of ['dave@example.com', 'bob@example.com'])
      expect(stack.aws.decideAssumeRole({ as: dave, roleArn: PROD, sessionName })).not.toBe('Allowed');
  });

  it("end one user's sessions without affecting others, in every kind of account", async () => {
    stack = await aRoomyStack();
    for (const person of EVERYBODY) await grant(person, 30);
    const { STSClient, AssumeRoleCommand } = await import('@aws-sdk/client-sts');
    const sessionOf = async (person: Person) => {
      const sts = new STSClient({ credentials: stack.keysOfPerson(person) });
      const { Credentials: keys } = await sts.send(
        new AssumeRoleCommand({ RoleArn: PROD, RoleSessionName: PEOPLE[person] }),
      );
      return {
        accessKeyId: keys?.AccessKeyId ?? '',
        secretAccessKey: keys?.SecretAccessKey ?? '',
        sessionToken: keys?.SessionToken ?? '',
      };
    };
    const sessions = new Map<Person, Awaited<ReturnType<typeof sessionOf>>>();
    for (const person of EVERYBODY) sessions.set(person, await sessionOf(person));
    const alive = () => EVERYBODY.filter((person) => stack.mayList(sessions.get(person) ?? fail(person)) === 'Allowed');
    expect(alive()).toEqual(EVERYBODY);

    await stack.command('U0BOB', 'end terraform-prod');
    await stack.settle();

    expect(alive()).toEqual(['U0ALICE', 'U0RANDOM', 'U0CAROL']);
  });

  it("write the user's side, as one policy, if the bot manages it, and change nothing if the organization manages it", async () => {
    stack = await aStack(EXAMPLE);
    const policiesOf = (arn: string) => Object.keys(stack.aws.user(arn)?.inlinePolicies ?? {});
    const external = policiesOf('arn:aws:iam::444444444444:user/random_user');

    await grant('U0ALICE', 30);
    await grant('U0RANDOM', 30);

    expect(policiesOf('arn:aws:iam::111111111111:user/alice')).toEqual(['look', 'assume-bot-access']);
    expect(policiesOf('arn:aws:iam::444444444444:user/random_user')).toEqual(external);
  });
});

const fail = (person: Person): never => {
  throw new Error(`${person} has no session`);
};

describe('a bundle across several accounts', () => {
  it('becomes active and ends as one, in every account', async () => {
    stack = await aStack(EXAMPLE);
    await grant('U0ALICE', 30);
    expect(PARTS.map((arn) => may('U0ALICE', arn))).toEqual([true, true, true]);

    await stack.command('U0ALICE', 'end terraform-prod');
    await stack.settle();

    expect(PARTS.map((arn) => may('U0ALICE', arn))).toEqual([false, false, false]);
  });

  it('activates the other roles while an account is unreachable, names the waiting role, and notifies when it is ready', async () => {
    stack = await aStack(EXAMPLE);
    await stack.command('U0ALICE', 'terraform-prod 30m INC-42');
    await stack.settle();
    const outage = stack.aws.faults.inject({ operation: '*', account: '555555555555', error: 'ServiceFailure' });
    await stack.press('U0BOB', 'approve');
    const during = PARTS.map((arn) => may('U0ALICE', arn));
    const saidDuring = messagesOf('U0ALICE');

    outage.clear();
    stack.clock.advance({ minutes: 2 });
    await stack.sweep();

    expect(outage.hits()).toBeGreaterThan(0);
    expect(during).toEqual([true, true, false]);
    expect(saidDuring).toContain('Still being set up: `dns-deploy`');
    expect(PARTS.map((arn) => may('U0ALICE', arn))).toEqual([true, true, true]);
    expect(messagesOf('U0ALICE')).toContain('`dns-deploy` of your request for the bundle `terraform-prod` is set up');
  });

  it('ends the other roles while an account is unreachable; the unreachable role ends with its time box and is cleaned up later', async () => {
    stack = await aStack(EXAMPLE);
    await grant('U0ALICE', 30);
    const outage = stack.aws.faults.inject({ operation: '*', account: '555555555555', error: 'ServiceFailure' });

    await stack.command('U0ALICE', 'end terraform-prod');
    await stack.settle();
    const during = PARTS.map((arn) => may('U0ALICE', arn));
    outage.clear();
    stack.clock.advance({ minutes: 2 });
    await stack.sweep();

    expect(during.slice(0, 2)).toEqual([false, false]);
    expect(PARTS.map((arn) => may('U0ALICE', arn))).toEqual([false, false, false]);
    expect(JSON.stringify(stack.role(DNS).trustPolicy)).not.toContain('AssumeBot');
  });

  it('leaves no role open past the end, even if an account stays unreachable', async () => {
    stack = await aStack(EXAMPLE);
    await grant('U0ALICE', 30);
    stack.aws.faults.inject({ operation: '*', account: '555555555555', error: 'ServiceFailure' });

    stack.clock.advance({ minutes: 30 });
    await stack.sweep();

    expect(PARTS.map((arn) => may('U0ALICE', arn))).toEqual([false, false, false]);
  });
});
