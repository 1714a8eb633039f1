import { describe, expect, it, onTestFinished } from 'vitest';
import type { IamFault } from '../../functions/core/fault.ts';
import type { RoleArn, UserArn } from '../../functions/core/names.ts';
import { parseRoleArn, parseUserArn } from '../../functions/core/names.ts';
import type { PolicyDocument, Statement } from '../../functions/core/trust/documents.ts';
import { POLICY_VERSION, policyChars } from '../../functions/core/trust/documents.ts';
import type { Step } from '../../functions/core/trust/observed.ts';
import { GUARD_POLICY_NAME, identityPolicyName } from '../../functions/core/trust/policy-names.ts';
import type { Iam } from '../../functions/usecases/ports.ts';
import type { IamSeed } from './memory-iam.ts';

/** An implementation of the port with a world behind it, looked at and changed around the port. */
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
/** A policy of exactly so many characters. */
const policyOf = (chars: number): PolicyDocument => {
  const empty = policyChars(allow('s3:ListBucket', 'arn:aws:s3:::'));
  return allow('s3:ListBucket', `arn:aws:s3:::${'x'.repeat(chars - empty)}`);
};

/** The world that tests of IAM begin with: two roles of one account, people of two accounts. */
export const IAM_SEED: IamSeed = {
  roles: [
    { arn: PROD_S3, trust: documentOf(breakGlass), inlinePolicies: { 'list-buckets': allow('s3:ListAllMyBuckets') } },
    { arn: AUDIT, trust: documentOf(breakGlass, trusting('Bob', BOB)), maxSessionSeconds: 43_200 },
  ],
  users: [{ arn: ALICE, inlinePolicies: { 'read-logs': allow('logs:Get*') } }, { arn: BOB }, { arn: CAROL }],
};

const faultOf = async (work: Promise<unknown>): Promise<IamFault> => {
  const error = await work.then(
    () => new Error('it went through'),
    (thrown: unknown) => thrown,
  );
  expect(error).toHaveProperty('name', 'IamFault');
  return error as IamFault;
};

/** What every implementation of the port has to do. */
export const iamContract = (name: string, open: (seed: IamSeed) => IamWorld | Promise<IamWorld>): void => {
  const opened = async (): Promise<IamWorld> => {
    const world = await open(IAM_SEED);
    onTestFinished(() => world.close?.());
    return world;
  };

  describe(`the Iam port: ${name}`, () => {
    it('reads a role nobody was let into: its trust policy, quota, session length and what others wrote', async () => {
      const { iam } = await opened();

      const observed = await iam.observe(PROD_S3, []);

      expect(observed).toEqual({
        roleArn: PROD_S3,
        trust: documentOf(breakGlass),
        trustQuotaChars: 2_048,
        maxSessionSeconds: 3_600,
        foreignInlineChars: policyChars(allow('s3:ListAllMyBuckets')),
        identities: {},
      });
    });

    it('reads a role under a path, with its own longest session and the principals as ARNs', async () => {
      const { iam } = await opened();

      const observed = await iam.observe(AUDIT, []);

      expect(observed.maxSessionSeconds).toBe(43_200);
      expect(observed.trust).toEqual(documentOf(breakGlass, trusting('Bob', BOB)));
    });

    it('reads the side of the people named, each in their own account, and tells who is gone', async () => {
      const { iam } = await opened();

      const { identities } = await iam.observe(PROD_S3, [ALICE, CAROL, MISSING_USER]);

      expect(identities).toEqual({
        [ALICE]: { kind: 'present', otherChars: policyChars(allow('logs:Get*')) },
        [CAROL]: { kind: 'present', otherChars: 0 },
        [MISSING_USER]: { kind: 'gone' },
      });
    });

    it('reads back what it wrote, and nothing else has changed', async () => {
      const world = await opened();
      const trust = documentOf(breakGlass, trusting('AssumeBot0123abcd', 'arn:aws:iam::111111111111:root'));
      const identity = allow('sts:AssumeRole', PROD_S3);

      await world.iam.apply({ kind: 'put_guard', roleArn: PROD_S3, document: guardOf('alice') });
      await world.iam.apply({ kind: 'put_identity', roleArn: PROD_S3, userArn: ALICE, document: identity });
      await world.iam.apply({ kind: 'put_trust', roleArn: PROD_S3, document: trust });

      const observed = await world.iam.observe(PROD_S3, [ALICE]);
      expect(observed.guard).toEqual(guardOf('alice'));
      expect(observed.trust).toEqual(trust);
      expect(observed.foreignInlineChars).toBe(policyChars(allow('s3:ListAllMyBuckets')));
      expect(observed.identities[ALICE]).toEqual({
        kind: 'present',
        ours: identity,
        otherChars: policyChars(allow('logs:Get*')),
      });
      expect(world.rolePolicies(PROD_S3)).toEqual({
        'list-buckets': allow('s3:ListAllMyBuckets'),
        [GUARD_POLICY_NAME]: guardOf('alice'),
      });
      expect(world.userPolicies(ALICE)).toEqual({
        'read-logs': allow('logs:Get*'),
        [identityPolicyName(PROD_S3)]: identity,
      });
      expect(world.trust(AUDIT)).toEqual(documentOf(breakGlass, trusting('Bob', BOB)));
    });

    it('reads only what is ours where the room is known, and still tells who is gone', async () => {
      const { iam } = await opened();
      const identity = allow('sts:AssumeRole', PROD_S3);
      const room = { trustQuotaChars: 4_096, foreignInlineChars: 123 };
      await iam.apply({ kind: 'put_guard', roleArn: PROD_S3, document: guardOf('alice') });
      await iam.apply({ kind: 'put_identity', roleArn: PROD_S3, userArn: ALICE, document: identity });

      const observed = await iam.observe(PROD_S3, [ALICE, CAROL, MISSING_USER], room);

      expect(observed).toEqual({
        roleArn: PROD_S3,
        trust: documentOf(breakGlass),
        guard: guardOf('alice'),
        maxSessionSeconds: 3_600,
        ...room,
        identities: {
          [ALICE]: { kind: 'present', ours: identity },
          [CAROL]: { kind: 'present' },
          [MISSING_USER]: { kind: 'gone' },
        },
      });
    });

    it('reads again what was written, and leaves the rest as it was seen', async () => {
      const world = await opened();
      const identity = allow('sts:AssumeRole', PROD_S3);
      const seen = await world.iam.observe(PROD_S3, [ALICE, CAROL]);
      const guard: Step = { kind: 'put_guard', roleArn: PROD_S3, document: guardOf('alice') };
      const side: Step = { kind: 'put_identity', roleArn: PROD_S3, userArn: ALICE, document: identity };
      const trust: Step = { kind: 'put_trust', roleArn: PROD_S3, document: documentOf(trusting('Theirs', CAROL)) };
      for (const step of [guard, side, trust]) await world.iam.apply(step);

      const partly = await world.iam.readBack(seen, [guard, side]);
      await world.iam.apply({ kind: 'delete_guard', roleArn: PROD_S3 });
      await world.iam.apply({ kind: 'delete_identity', roleArn: PROD_S3, userArn: ALICE });
      const cleared = await world.iam.readBack(partly, [
        { kind: 'delete_guard', roleArn: PROD_S3 },
        { kind: 'delete_identity', roleArn: PROD_S3, userArn: ALICE },
        trust,
      ]);

      expect(partly).toEqual({
        ...seen,
        guard: guardOf('alice'),
        identities: { ...seen.identities, [ALICE]: { ...seen.identities[ALICE], ours: identity } },
      });
      expect(cleared).toEqual({ ...seen, trust: trust.document });
    });

    it('keeps one policy a role on a person, and counts those for other roles among the others', async () => {
      const { iam } = await opened();
      const forAudit = allow('sts:AssumeRole', AUDIT);

      await iam.apply({
        kind: 'put_identity',
        roleArn: PROD_S3,
        userArn: BOB,
        document: allow('sts:AssumeRole', PROD_S3),
      });
      await iam.apply({ kind: 'put_identity', roleArn: AUDIT, userArn: BOB, document: forAudit });

      const { identities } = await iam.observe(AUDIT, [BOB]);
      expect(identities[BOB]).toEqual({
        kind: 'present',
        ours: forAudit,
        otherChars: policyChars(allow('sts:AssumeRole', PROD_S3)),
      });
    });

    it('replaces a document that stands, as a second run does', async () => {
      const { iam } = await opened();

      await iam.apply({ kind: 'put_guard', roleArn: PROD_S3, document: guardOf('alice') });
      await iam.apply({ kind: 'put_guard', roleArn: PROD_S3, document: guardOf('bob') });

      expect((await iam.observe(PROD_S3, [])).guard).toEqual(guardOf('bob'));
    });

    it('takes away what it wrote, and taking away what is not there is no error', async () => {
      const world = await opened();
      const ends: readonly Step[] = [
        { kind: 'delete_guard', roleArn: PROD_S3 },
        { kind: 'delete_identity', roleArn: PROD_S3, userArn: ALICE },
        { kind: 'delete_guard', roleArn: MISSING_ROLE },
        { kind: 'delete_identity', roleArn: PROD_S3, userArn: MISSING_USER },
      ];
      await world.iam.apply({ kind: 'put_guard', roleArn: PROD_S3, document: guardOf('alice') });
      await world.iam.apply({
        kind: 'put_identity',
        roleArn: PROD_S3,
        userArn: ALICE,
        document: allow('sts:AssumeRole', PROD_S3),
      });

      for (const step of [...ends, ...ends]) await world.iam.apply(step);

      expect(world.rolePolicies(PROD_S3)).toEqual({ 'list-buckets': allow('s3:ListAllMyBuckets') });
      expect(world.userPolicies(ALICE)).toEqual({ 'read-logs': allow('logs:Get*') });
    });

    it('says that a role is not there, whatever is asked of it', async () => {
      const { iam } = await opened();
      const trust = documentOf(breakGlass);

      const faults = await Promise.all([
        faultOf(iam.observe(MISSING_ROLE, [ALICE])),
        faultOf(iam.apply({ kind: 'put_trust', roleArn: MISSING_ROLE, document: trust })),
        faultOf(iam.apply({ kind: 'put_guard', roleArn: MISSING_ROLE, document: guardOf('alice') })),
      ]);

      for (const fault of faults)
        expect(fault).toMatchObject({ kind: 'no_such_role', resource: MISSING_ROLE, retryable: false });
    });

    it('says that a role is not there once it was deleted', async () => {
      const world = await opened();

      world.removeRole(PROD_S3);

      expect((await faultOf(world.iam.observe(PROD_S3, []))).kind).toBe('no_such_role');
    });

    it('says that a person is not there when their side is to be written', async () => {
      const { iam } = await opened();
      const document = allow('sts:AssumeRole', PROD_S3);

      const fault = await faultOf(
        iam.apply({ kind: 'put_identity', roleArn: PROD_S3, userArn: MISSING_USER, document }),
      );

      expect(fault).toMatchObject({ kind: 'no_such_user', resource: MISSING_USER, retryable: false });
    });

    it('takes documents up to the quota to the character, and refuses the next one with the figure', async () => {
      const world = await opened();
      const trustOf = (chars: number) => {
        const spare = chars - policyChars(documentOf(trusting('', 'arn:aws:iam::222222222222:root')));
        return documentOf({ ...breakGlass, Sid: 'S'.repeat(spare) });
      };
      const guardRoom = 10_240 - policyChars(allow('s3:ListAllMyBuckets'));
      const personRoom = 2_048 - policyChars(allow('logs:Get*'));
      const stepsOf = (more: number): readonly Step[] => [
        { kind: 'put_trust', roleArn: PROD_S3, document: trustOf(2_048 + more) },
        { kind: 'put_guard', roleArn: PROD_S3, document: policyOf(guardRoom + more) },
        { kind: 'put_identity', roleArn: PROD_S3, userArn: ALICE, document: policyOf(personRoom + more) },
      ];
      for (const step of stepsOf(0)) await world.iam.apply(step);
      const before = await world.iam.observe(PROD_S3, [ALICE]);

      const faults = await Promise.all(stepsOf(1).map((step) => faultOf(world.iam.apply(step))));

      expect(faults.map(({ kind, resource, retryable }) => [kind, resource, retryable])).toEqual([
        ['quota', PROD_S3, false],
        ['quota', PROD_S3, false],
        ['quota', ALICE, false],
      ]);
      expect(faults.map(({ message }) => /\b(2048|10240)\b/.exec(message)?.[0])).toEqual(['2048', '10240', '2048']);
      expect(await world.iam.observe(PROD_S3, [ALICE])).toEqual(before);
    });

    it('names the foreign statement whose deleted principal makes IAM refuse the whole policy', async () => {
      const world = await opened();
      world.removeUser(BOB);
      const { trust } = await world.iam.observe(AUDIT, []);
      const rawId = /AIDA[A-Z0-9]+/.exec(JSON.stringify(trust))?.[0];
      const document = documentOf(...trust.Statement, trusting('AssumeBot0123abcd', 'arn:aws:iam::111111111111:root'));

      const fault = await faultOf(world.iam.apply({ kind: 'put_trust', roleArn: AUDIT, document }));

      expect(fault).toMatchObject({ kind: 'dead_principal', resource: AUDIT, retryable: false });
      expect(fault.fix).toContain(`remove the principal "${rawId}" from statement "Bob"`);
      expect(world.trust(AUDIT)).toEqual(trust);
    });

    it('refuses a principal that never was', async () => {
      const { iam } = await opened();
      const document = documentOf(breakGlass, trusting('Ghost', MISSING_USER));

      const fault = await faultOf(iam.apply({ kind: 'put_trust', roleArn: PROD_S3, document }));

      expect(fault.kind).toBe('dead_principal');
      expect(fault.fix).toContain(`"${MISSING_USER}" from statement "Ghost"`);
    });

    it('hands out copies: what a caller does to them changes nothing', async () => {
      const { iam } = await opened();
      const observed = await iam.observe(PROD_S3, []);

      (observed.trust.Statement as Statement[]).length = 0;

      expect((await iam.observe(PROD_S3, [])).trust).toEqual(documentOf(breakGlass));
    });
  });
};
