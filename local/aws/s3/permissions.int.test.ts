import { describe, expect, it } from 'vitest';
import type { PolicyDocument } from '../policy/document.ts';
import { aLocalAws, PROD, policy, userArn } from '../testing/a-local-aws.ts';
import { s3As } from '../testing/a-signed-fetch.ts';
import {
  BUCKET,
  backendPolicy,
  bucketPolicy,
  keyPolicy,
  STATE,
  STATE_KEY,
  STATE_ROLE,
  stateSeed,
} from '../testing/a-state-bucket.ts';

const STATE_FILE = `/${BUCKET}/env/app.tfstate`;
const session = `arn:aws:sts::${PROD}:assumed-role/tf-state/alice`;

const aStateRole = async (parts: { bucketPolicy?: PolicyDocument; keyPolicy?: PolicyDocument } = {}) => {
  const { aws, clock } = await aLocalAws({}, stateSeed(parts));
  const role = s3As(aws, aws.issueSession({ roleArn: STATE_ROLE, sessionName: 'alice' }));
  const owner = s3As(aws, aws.rootCredentials(STATE));
  return { aws, clock, role, owner };
};

const put = { method: 'PUT', path: STATE_FILE, body: '{}' };

describe('a bucket of another account', () => {
  it('is accessible if the role, the bucket and the key all allow it', async () => {
    const { role } = await aStateRole();

    const written = await role(put);
    const read = await role({ path: STATE_FILE });

    expect([written.status, read.text]).toEqual([200, '{}']);
    expect(read.headers.get('x-amz-server-side-encryption-aws-kms-key-id')).toBe(STATE_KEY);
  });

  it('refuses a role that its policy does not name, and names the policy type that refuses', async () => {
    const { role } = await aStateRole({
      bucketPolicy: policy({
        Effect: 'Allow',
        Principal: { AWS: userArn('alice') },
        Action: 's3:*',
        Resource: `arn:aws:s3:::${BUCKET}/*`,
      }),
    });

    const answer = await role(put);

    expect([answer.status, answer.code, answer.message]).toEqual([
      403,
      'AccessDenied',
      `User: ${session} is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::${BUCKET}/env/app.tfstate" because no resource-based policy allows the s3:PutObject action`,
    ]);
  });

  it('refuses a role whose own policies do not allow it', async () => {
    const { role } = await aStateRole();

    const otherKey = await role({ method: 'PUT', path: `/${BUCKET}/env/other.tfstate`, body: '{}' });
    const deletion = await role({ method: 'DELETE', path: STATE_FILE });

    expect([otherKey.message, deletion.message]).toEqual([
      expect.stringContaining('because no identity-based policy allows the s3:PutObject action'),
      expect.stringContaining('because no identity-based policy allows the s3:DeleteObject action'),
    ]);
  });

  it('refuses what its policy denies, even if both sides allow it', async () => {
    const denyUnlessAlice = {
      Effect: 'Deny',
      Principal: '*' as const,
      Action: 's3:PutObject',
      Resource: `arn:aws:s3:::${BUCKET}/*`,
      Condition: { StringNotLike: { 'aws:userid': '*:alice' } },
    };
    const statements = [...(bucketPolicy.Statement as readonly never[]), denyUnlessAlice];
    const { aws, role } = await aStateRole({ bucketPolicy: policy(...statements) });
    const bob = s3As(aws, aws.issueSession({ roleArn: STATE_ROLE, sessionName: 'bob' }));

    const [ofAlice, ofBob] = [await role(put), await bob(put)];

    expect(ofAlice.status).toBe(200);
    expect(ofBob.message).toContain('with an explicit deny in a resource-based policy');
  });

  it('refuses a session from the second that the session guard of its role names', async () => {
    const { aws, clock, role } = await aStateRole();
    await role(put);
    const guard = policy({
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      Condition: {
        StringLike: { 'aws:userid': '*:alice' },
        DateGreaterThanEquals: { 'aws:CurrentTime': '2030-01-01T12:30:00Z' },
      },
    });
    aws.editRole(STATE_ROLE, { inlinePolicies: { guard } });

    clock.set('2030-01-01T12:29:59.999Z');
    const before = await role({ path: STATE_FILE });
    clock.set('2030-01-01T12:30:00Z');
    const after = await role({ path: STATE_FILE });

    expect(before.status).toBe(200);
    expect(after.message).toContain('with an explicit deny in an identity-based policy');
  });

  it('hides from a caller without list permission whether a key exists', async () => {
    const { aws, role } = await aStateRole();
    const seen = await role({ path: STATE_FILE });
    const [, ...withoutList] = backendPolicy.Statement as readonly never[];
    aws.editRole(STATE_ROLE, { inlinePolicies: { backend: policy(...withoutList) } });

    const hidden = await role({ path: STATE_FILE });

    expect([seen.code, hidden.code]).toEqual(['NoSuchKey', 'AccessDenied']);
  });

  it('can restrict a listing to a prefix', async () => {
    const { aws, role } = await aStateRole();
    const own = policy({
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: `arn:aws:s3:::${BUCKET}`,
      Condition: { StringLike: { 's3:prefix': 'env/*' } },
    });
    aws.editRole(STATE_ROLE, { inlinePolicies: { backend: own } });

    const inside = await role({ path: `/${BUCKET}?list-type=2&prefix=env%2Fapp` });
    const everything = await role({ path: `/${BUCKET}?list-type=2` });

    expect([inside.status, everything.status]).toEqual([200, 403]);
  });
});

describe('the KMS key of a bucket', () => {
  it('must allow a role of another account in its own policy', async () => {
    const [root] = keyPolicy.Statement as readonly never[];
    const { role } = await aStateRole({ keyPolicy: policy(...(root ? [root] : [])) });

    const answer = await role(put);

    expect([answer.code, answer.message]).toEqual([
      'AccessDenied',
      `User: ${session} is not authorized to perform: kms:GenerateDataKey on resource: "${STATE_KEY}" because no resource-based policy allows the kms:GenerateDataKey action`,
    ]);
  });

  it('must be allowed in the policies of the role too, to read and to write', async () => {
    const { aws, role, owner } = await aStateRole();
    await owner(put);
    const statements = backendPolicy.Statement as readonly never[];
    aws.editRole(STATE_ROLE, { inlinePolicies: { backend: policy(...statements.slice(0, 3)) } });

    const read = await role({ path: STATE_FILE });

    expect(read.message).toContain(`kms:Decrypt on resource: "${STATE_KEY}" because no identity-based policy`);
  });

  it('is not used if the writer requests another encryption', async () => {
    const { role } = await aStateRole();

    const written = await role({ ...put, headers: { 'x-amz-server-side-encryption': 'AES256' } });

    expect(written.headers.get('x-amz-server-side-encryption')).toBe('AES256');
  });
});

describe('the policy of a bucket', () => {
  const path = `/${BUCKET}?policy`;

  it('is written, read and deleted by the owner, and only by principals that it allows', async () => {
    const { role, owner } = await aStateRole();
    const document = JSON.stringify(bucketPolicy);

    const foreign = await role({ path });
    await owner({ method: 'DELETE', path });
    const none = await owner({ path });
    await owner({ method: 'PUT', path, body: document });
    const again = await owner({ path });

    expect([foreign.code, none.code, again.text]).toEqual(['AccessDenied', 'NoSuchBucketPolicy', document]);
  });

  it.each<[string, PolicyDocument | string, string]>([
    ['is not JSON', '{', "Policies must be valid JSON and the first byte must be '{'"],
    [
      'names no principal',
      policy({ Effect: 'Allow', Action: 's3:*', Resource: `arn:aws:s3:::${BUCKET}` }),
      'Missing required field Principal.',
    ],
    [
      'names a principal that does not exist',
      policy({
        Effect: 'Allow',
        Principal: { AWS: userArn('unknown') },
        Action: 's3:*',
        Resource: `arn:aws:s3:::${BUCKET}`,
      }),
      `Invalid principal in policy: "AWS":"${userArn('unknown')}"`,
    ],
    [
      'names another bucket',
      policy({ Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::other' }),
      'Policy has invalid resource',
    ],
  ])('that %s is refused', async (_, document, message) => {
    const { owner } = await aStateRole();
    const body = typeof document === 'string' ? document : JSON.stringify(document);

    const answer = await owner({ method: 'PUT', path, body });

    expect([answer.code, answer.message]).toEqual(['MalformedPolicy', message]);
  });
});

describe('S3', () => {
  it('lists the buckets of the caller’s account if the caller is allowed', async () => {
    const { aws } = await aStateRole();
    const listRole = `arn:aws:iam::${PROD}:role/s3-list-role`;

    const allowed = await s3As(aws, aws.issueSession({ roleArn: listRole, sessionName: 'alice' }))({ path: '/' });
    const refused = await s3As(aws, aws.credentialsOf(userArn('alice')))({ path: '/' });

    expect(allowed.text).toContain('<Name>prod-logs</Name>');
    expect(allowed.text).not.toContain(BUCKET);
    expect(refused.message).toContain('because no identity-based policy allows the s3:ListAllMyBuckets action');
  });

  it('returns the error codes of S3 for invalid keys and signatures', async () => {
    const { aws } = await aStateRole();

    const unknown = await s3As(aws, { accessKeyId: 'AKIANOBODY', secretAccessKey: 'x' })({ path: '/' });
    const wrong = await s3As(aws, { ...aws.credentialsOf(userArn('alice')), secretAccessKey: 'x' })({ path: '/' });

    expect([unknown.code, wrong.code]).toEqual(['InvalidAccessKeyId', 'SignatureDoesNotMatch']);
  });
});
