import { describe, expect, it, onTestFinished } from 'vitest';
import type { IamFault } from '../../functions/core/fault.ts';
import { parseRoleArn, parseUserArn, type RoleArn, type UserArn } from '../../functions/core/names.ts';
import {
  POLICY_VERSION,
  type PolicyDocument,
  policyChars,
  type Statement,
} from '../../functions/core/trust/documents.ts';
import type { Step } from '../../functions/core/trust/observed.ts';
import {
  accessPolicyName,
  DEFAULT_HUB,
  guardPolicyName,
  type Hub,
  hubOf,
} from '../../functions/core/trust/policy-names.ts';
import type { Iam } from '../../functions/usecases/ports.ts';
import type { IamSeed } from './memory-iam.ts';

/** An implementation of the port, and access to the IAM behind it. */
export interface IamWorld {
  readonly iam: Iam;
  trust(role: RoleArn): PolicyDocument | undefined;
  rolePolicies(role: RoleArn): Readonly<Record<string, PolicyDocument>>;
  userPolicies(user: UserArn): Readonly<Record<string, PolicyDocument>>;
  removeRole(role: RoleArn): void;
  removeUser(user: UserArn): void;
  close?(): Promise<void>;
}

export const PROD_S3 = parseRoleArn('arn:aws:iam::222222222222:role/s3-list-role');
const AUDIT = parseRoleArn('arn:aws:iam::222222222222:role/teams/security/audit');
const MISSING_ROLE = parseRoleArn('arn:aws:iam::222222222222:role/missing');
export const ALICE = parseUserArn('arn:aws:iam::111111111111:user/alice');
export const BOB = parseUserArn('arn:aws:iam::111111111111:user/staff/bob');
const CAROL = parseUserArn('arn:aws:iam::222222222222:user/carol');
const MISSING_USER = parseUserArn('arn:aws:iam::111111111111:user/missing');

const documentOf = (...statements: readonly Statement[]): PolicyDocument => ({
  Version: POLICY_VERSION,
  Statement: statements,
});
const trusting = (Sid: string, principal: string): Statement => ({
  Sid,
  Effect: 'Allow',
  Principal: { AWS: principal },
  Action: 'sts:AssumeRole',
});
const breakGlass = trusting('BreakGlass', 'arn:aws:iam::222222222222:root');
const allow = (action: string, resource = '*'): PolicyDocument =>
  documentOf({ Effect: 'Allow', Action: action, Resource: resource });
const guardOf = (name: string): PolicyDocument =>
  documentOf({
    Effect: 'Deny',
    Action: '*',
    Resource: '*',
    Condition: {
      StringLike: { 'aws:userid': `*:${name}` },
      DateGreaterThanEquals: { 'aws:CurrentTime': '2030-01-01T13:00:00Z' },
    },
  });
/** A policy with exactly this many characters. */
const policyOf = (chars: number): PolicyDocument => {
  const empty = policyChars(allow('s3:ListBucket', 'arn:aws:s3:::'));
  return allow('s3:ListBucket', `arn:aws:s3:::${'x'.repeat(chars - empty)}`);
};

/** The initial roles and users of the IAM tests: two roles of one account, and users of two accounts. */
export const IAM_SEED: IamSeed = {
  roles: [
    { arn: PROD_S3, trust: documentOf(breakGlass), inlinePolicies: { 'list-buckets': allow('s3:ListAllMyBuckets') } },
    { arn: AUDIT, trust: documentOf(breakGlass, trusting('Bob', BOB)), maxSessionSeconds: 43_200 },
  ],
  users: [{ arn: ALICE, inlinePolicies: { 'read-logs': allow('logs:Get*') } }, { arn: BOB }, { arn: CAROL }],
};

const GUARD_NAME = guardPolicyName(DEFAULT_HUB);
const ACCESS_NAME = accessPolicyName(DEFAULT_HUB);
const OTHER_HUB = hubOf('another-bot');
const putAccess = (userArn: UserArn, document: PolicyDocument, policyName = ACCESS_NAME): Step => ({
  kind: 'put_user_policy',
  userArn,
  policyName,
  document,
});
const deleteAccess = (userArn: UserArn, policyName = ACCESS_NAME): Step => ({
  kind: 'delete_user_policy',
  userArn,
  policyName,
});
const OTHER_CHARS_OF_ALICE = policyChars(allow('logs:Get*'));

const faultOf = async (work: Promise<unknown>): Promise<IamFault> => {
  const error = await work.then(
    () => new Error('it went through'),
    (thrown: unknown) => thrown,
  );
  expect(error).toHaveProperty('name', 'IamFault');
  return error as IamFault;
};

/** The contract of every implementation of the port. */
export const iamContract = (name: string, open: (seed: IamSeed, hub: Hub) => IamWorld | Promise<IamWorld>): void => {
  const opened = async (seed = IAM_SEED, hub = DEFAULT_HUB): Promise<IamWorld> => {
    const world = await open(seed, hub);
    onTestFinished(() => world.close?.());
    return world;
  };

  describe(`the Iam port: ${name}`, () => {
    it('reads a role that no user holds: its trust policy, quota, maximum session duration and the size of other policies', async () => {
      const { iam } = await opened();

      const observed = await iam.observeRole(PROD_S3);

      expect(observed).toEqual({
        roleArn: PROD_S3,
        trust: documentOf(breakGlass),
        trustQuotaChars: 2_048,
        maxSessionSeconds: 3_600,
        foreignInlineChars: policyChars(allow('s3:ListAllMyBuckets')),
        otherHubGuards: [],
      });
    });

    it('reads a role with a path, its maximum session duration and the principals as ARNs', async () => {
      const { iam } = await opened();

      const observed = await iam.observeRole(AUDIT);

      expect(observed.maxSessionSeconds).toBe(43_200);
      expect(observed.trust).toEqual(documentOf(breakGlass, trusting('Bob', BOB)));
    });

    it('reads each user in their own account, and reports deleted users', async () => {
      const { iam } = await opened();

      const [alice, carol, missing] = await Promise.all(
        [ALICE, CAROL, MISSING_USER].map((arn) => iam.observeUser(arn)),
      );

      expect(alice).toEqual({
        kind: 'present',
        userArn: ALICE,
        userName: 'alice',
        policies: {},
        otherChars: OTHER_CHARS_OF_ALICE,
      });
      expect(carol).toEqual({ kind: 'present', userArn: CAROL, userName: 'carol', policies: {}, otherChars: 0 });
      expect(missing).toEqual({ kind: 'gone', userArn: MISSING_USER });
    });

    it('returns the user name with the spelling of IAM, regardless of the spelling in the ARN', async () => {
      const { iam } = await opened();

      const seen = await iam.observeUser(parseUserArn('arn:aws:iam::111111111111:user/Alice'));

      expect(seen).toMatchObject({ kind: 'present', userName: 'alice', otherChars: OTHER_CHARS_OF_ALICE });
    });

    it('reads back what it wrote, without other changes', async () => {
      const world = await opened();
      const trust = documentOf(breakGlass, trusting('AssumeBot0123abcd', 'arn:aws:iam::111111111111:root'));
      const access = allow('sts:AssumeRole', PROD_S3);

      await world.iam.apply({ kind: 'put_guard', roleArn: PROD_S3, document: guardOf('alice') });
      await world.iam.apply({ kind: 'put_trust', roleArn: PROD_S3, document: trust });
      await world.iam.apply(putAccess(ALICE, access));

      const role = await world.iam.observeRole(PROD_S3);
      expect(role.guard).toEqual(guardOf('alice'));
      expect(role.trust).toEqual(trust);
      expect(role.foreignInlineChars).toBe(policyChars(allow('s3:ListAllMyBuckets')));
      expect(await world.iam.observeUser(ALICE)).toMatchObject({
        policies: { [ACCESS_NAME]: access },
        otherChars: OTHER_CHARS_OF_ALICE,
      });
      expect(world.rolePolicies(PROD_S3)).toEqual({
        'list-buckets': allow('s3:ListAllMyBuckets'),
        [GUARD_NAME]: guardOf('alice'),
      });
      expect(world.userPolicies(ALICE)).toEqual({ 'read-logs': allow('logs:Get*'), [ACCESS_NAME]: access });
      expect(world.trust(AUDIT)).toEqual(documentOf(breakGlass, trusting('Bob', BOB)));
    });

    it('reads only the policies of the bot if the quotas are known', async () => {
      const { iam } = await opened();
      const known = { trustQuotaChars: 4_096, foreignInlineChars: 123 };
      await iam.apply({ kind: 'put_guard', roleArn: PROD_S3, document: guardOf('alice') });

      const observed = await iam.observeRole(PROD_S3, known);

      expect(observed).toEqual({
        roleArn: PROD_S3,
        trust: documentOf(breakGlass),
        guard: guardOf('alice'),
        maxSessionSeconds: 3_600,
        ...known,
        otherHubGuards: [],
      });
    });

    it('reads back the written documents of a role, and keeps the rest of the observed state', async () => {
      const world = await opened();
      const seen = await world.iam.observeRole(PROD_S3);
      const guard = { kind: 'put_guard', roleArn: PROD_S3, document: guardOf('alice') } as const;
      const trust = { kind: 'put_trust', roleArn: PROD_S3, document: documentOf(trusting('Theirs', CAROL)) } as const;
      const gone = { kind: 'delete_guard', roleArn: PROD_S3 } as const;
      for (const step of [guard, trust]) await world.iam.apply(step);

      const partly = await world.iam.readBackRole(seen, [guard]);
      await world.iam.apply(gone);
      const cleared = await world.iam.readBackRole(partly, [gone, trust]);

      expect(partly).toEqual({ ...seen, guard: guardOf('alice') });
      expect(cleared).toEqual({ ...seen, trust: trust.document });
    });

    it('reads back the written documents of a user, and keeps the rest of the observed state', async () => {
      const world = await opened();
      const legacy = 'assume-bot-222222222222-s3-list-role';
      const access = allow('sts:AssumeRole', PROD_S3);
      await world.iam.apply(putAccess(ALICE, access, legacy));
      const seen = await world.iam.observeUser(ALICE);
      const put = { kind: 'put_user_policy', userArn: ALICE, policyName: ACCESS_NAME, document: access } as const;
      const remove = { kind: 'delete_user_policy', userArn: ALICE, policyName: legacy } as const;
      for (const step of [put, remove]) await world.iam.apply(step);

      const partly = await world.iam.readBackUser(seen, [put]);
      const whole = await world.iam.readBackUser(partly, [remove]);

      expect(seen).toMatchObject({ policies: { [legacy]: access } });
      expect(partly).toEqual({ ...seen, policies: { [legacy]: access, [ACCESS_NAME]: access } });
      expect(whole).toEqual({ ...seen, policies: { [ACCESS_NAME]: access } });
    });

    it('distinguishes the policies of this hub, of other hubs and foreign ones', async () => {
      const names = [ACCESS_NAME, accessPolicyName(OTHER_HUB), 'assume-bot-222222222222-s3-list-role', 'read-logs'];
      const document = allow('logs:Get*');
      const users = [{ arn: ALICE, inlinePolicies: Object.fromEntries(names.map((one) => [one, document])) }];
      const seed = { roles: [], users };

      const seenByDefault = await (await opened(seed)).iam.observeUser(ALICE);
      const seenByOther = await (await opened(seed, OTHER_HUB)).iam.observeUser(ALICE);

      const namesOf = (seen: typeof seenByOther) => (seen.kind === 'present' ? Object.keys(seen.policies) : []);
      expect(namesOf(seenByDefault).toSorted()).toEqual([names[2], names[0]]);
      expect(namesOf(seenByOther)).toEqual([names[1]]);
      expect(seenByOther).toMatchObject({ otherChars: 3 * policyChars(document) });
    });

    it('reads the guard of its own hub, and reports the guards of other hubs', async () => {
      const guards = { [GUARD_NAME]: guardOf('alice'), [guardPolicyName(OTHER_HUB)]: guardOf('bob') };
      const seed = { roles: [{ arn: PROD_S3, trust: documentOf(breakGlass), inlinePolicies: guards }], users: [] };

      const seenByDefault = await (await opened(seed)).iam.observeRole(PROD_S3);
      const seenByOther = await (await opened(seed, OTHER_HUB)).iam.observeRole(PROD_S3);

      expect(seenByDefault).toMatchObject({ guard: guardOf('alice'), otherHubGuards: [guardPolicyName(OTHER_HUB)] });
      expect(seenByOther).toMatchObject({ guard: guardOf('bob'), otherHubGuards: [GUARD_NAME] });
      expect(seenByOther.foreignInlineChars).toBe(policyChars(guardOf('alice')));
    });

    it('replaces an existing document', async () => {
      const { iam } = await opened();

      await iam.apply({ kind: 'put_guard', roleArn: PROD_S3, document: guardOf('alice') });
      await iam.apply({ kind: 'put_guard', roleArn: PROD_S3, document: guardOf('bob') });

      expect((await iam.observeRole(PROD_S3)).guard).toEqual(guardOf('bob'));
    });

    it('deletes what it wrote, and does not fail if it does not exist', async () => {
      const world = await opened();
      const ends: readonly Step[] = [
        { kind: 'delete_guard', roleArn: PROD_S3 },
        deleteAccess(ALICE),
        { kind: 'delete_guard', roleArn: MISSING_ROLE },
        deleteAccess(MISSING_USER),
      ];
      await world.iam.apply({ kind: 'put_guard', roleArn: PROD_S3, document: guardOf('alice') });
      await world.iam.apply(putAccess(ALICE, allow('sts:AssumeRole', PROD_S3)));

      for (const step of [...ends, ...ends]) await world.iam.apply(step);

      expect(world.rolePolicies(PROD_S3)).toEqual({ 'list-buckets': allow('s3:ListAllMyBuckets') });
      expect(world.userPolicies(ALICE)).toEqual({ 'read-logs': allow('logs:Get*') });
    });

    it('reports a role that does not exist in every call', async () => {
      const { iam } = await opened();
      const trust = documentOf(breakGlass);

      const faults = await Promise.all([
        faultOf(iam.observeRole(MISSING_ROLE)),
        faultOf(iam.apply({ kind: 'put_trust', roleArn: MISSING_ROLE, document: trust })),
        faultOf(iam.apply({ kind: 'put_guard', roleArn: MISSING_ROLE, document: guardOf('alice') })),
      ]);

      for (const fault of faults)
        expect(fault).toMatchObject({ kind: 'no_such_role', resource: MISSING_ROLE, retryable: false });
    });

    it('reports a role that was deleted', async () => {
      const world = await opened();

      world.removeRole(PROD_S3);

      expect((await faultOf(world.iam.observeRole(PROD_S3))).kind).toBe('no_such_role');
    });

    it('reports a missing user when their policy is written', async () => {
      const { iam } = await opened();

      const fault = await faultOf(iam.apply(putAccess(MISSING_USER, allow('sts:AssumeRole', PROD_S3))));

      expect(fault).toMatchObject({ kind: 'no_such_user', resource: MISSING_USER, retryable: false });
    });

    it('accepts documents up to exactly the quota, and refuses a longer one with its length', async () => {
      const world = await opened();
      const trustOf = (chars: number) => {
        const spare = chars - policyChars(documentOf(trusting('', 'arn:aws:iam::222222222222:root')));
        return documentOf({ ...breakGlass, Sid: 'S'.repeat(spare) });
      };
      const guardQuota = 10_240 - policyChars(allow('s3:ListAllMyBuckets'));
      const userQuota = 2_048 - OTHER_CHARS_OF_ALICE;
      const stepsOf = (more: number): readonly Step[] => [
        { kind: 'put_trust', roleArn: PROD_S3, document: trustOf(2_048 + more) },
        { kind: 'put_guard', roleArn: PROD_S3, document: policyOf(guardQuota + more) },
        putAccess(ALICE, policyOf(userQuota + more)),
      ];
      const look = () => Promise.all([world.iam.observeRole(PROD_S3), world.iam.observeUser(ALICE)]);
      for (const step of stepsOf(0)) await world.iam.apply(step);
      const before = await look();

      const faults = await Promise.all(stepsOf(1).map((step) => faultOf(world.iam.apply(step))));

      expect(faults.map(({ kind, resource, retryable }) => [kind, resource, retryable])).toEqual([
        ['quota', PROD_S3, false],
        ['quota', PROD_S3, false],
        ['quota', ALICE, false],
      ]);
      expect(faults.map(({ message }) => /\b(2048|10240)\b/.exec(message)?.[0])).toEqual(['2048', '10240', '2048']);
      expect(await look()).toEqual(before);
    });

    it('counts every inline policy of a user toward one quota', async () => {
      const { iam } = await opened();
      await iam.apply(putAccess(BOB, policyOf(1_500), 'assume-bot-222222222222-s3-list-role'));

      const fault = await faultOf(iam.apply(putAccess(BOB, policyOf(549))));

      expect(fault).toMatchObject({ kind: 'quota', resource: BOB });
      await iam.apply(putAccess(BOB, policyOf(548)));
      expect(await iam.observeUser(BOB)).toMatchObject({ policies: { [ACCESS_NAME]: policyOf(548) } });
    });

    it('names the foreign statement with a deleted principal, for which IAM refuses the whole policy', async () => {
      const world = await opened();
      world.removeUser(BOB);
      const { trust } = await world.iam.observeRole(AUDIT);
      const rawId = /AIDA[A-Z0-9]+/.exec(JSON.stringify(trust))?.[0];
      const document = documentOf(...trust.Statement, trusting('AssumeBot0123abcd', 'arn:aws:iam::111111111111:root'));

      const fault = await faultOf(world.iam.apply({ kind: 'put_trust', roleArn: AUDIT, document }));

      expect(fault).toMatchObject({ kind: 'dead_principal', resource: AUDIT, retryable: false });
      expect(fault.fix).toContain(`remove the principal "${rawId}" from statement "Bob"`);
      expect(world.trust(AUDIT)).toEqual(trust);
    });

    it('refuses a principal that never existed', async () => {
      const { iam } = await opened();
      const document = documentOf(breakGlass, trusting('Ghost', MISSING_USER));

      const fault = await faultOf(iam.apply({ kind: 'put_trust', roleArn: PROD_S3, document }));

      expect(fault.kind).toBe('dead_principal');
      expect(fault.fix).toContain(`"${MISSING_USER}" from statement "Ghost"`);
    });

    it('returns copies that callers can change without effect', async () => {
      const { iam } = await opened();
      const observed = await iam.observeRole(PROD_S3);

      (observed.trust.Statement as Statement[]).length = 0;

      expect((await iam.observeRole(PROD_S3)).trust).toEqual(documentOf(breakGlass));
    });

    it('reaches the same IAM through a former manager role, for accounts in the catalog', async () => {
      const { iam } = await opened();

      const seen = await iam.through('someone-elses-manager').observeRole(PROD_S3);

      expect(seen).toEqual(await iam.observeRole(PROD_S3));
    });
  });
};
