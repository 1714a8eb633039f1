import { describe, expect, it } from 'vitest';
import { aLocalAws, policy } from '../testing/a-local-aws.ts';
import { s3As } from '../testing/a-signed-fetch.ts';
import { BUCKET, STATE, STATE_KEY, STATE_ROLE, stateSeed } from '../testing/a-state-bucket.ts';

const path = `/${BUCKET}/env/app.tfstate`;
const SSE = 'x-amz-server-side-encryption';
const KEY_ID = `${SSE}-aws-kms-key-id`;
const copy = (headers: Record<string, string> = {}, to = path) => ({
  method: 'PUT',
  path: to,
  headers: { 'x-amz-copy-source': `${BUCKET}/env/app.tfstate`, ...headers },
});

const aStored = async () => {
  const { aws } = await aLocalAws({}, stateSeed());
  const owner = s3As(aws, aws.rootCredentials(STATE));
  await owner({ method: 'PUT', path, body: 'state', headers: { [SSE]: 'aws:kms', 'x-amz-meta-of': 'prod' } });
  const role = s3As(aws, aws.issueSession({ roleArn: STATE_ROLE, sessionName: 'alice' }));
  return { aws, owner, role };
};

describe('a copy', () => {
  it('of an object to itself changes its key, and keeps its content and metadata', async () => {
    const { owner, role } = await aStored();

    const before = await role({ path });
    const copied = await owner(copy({ [SSE]: 'aws:kms', [KEY_ID]: STATE_KEY }));
    const after = await role({ path });

    expect([before.status, copied.status, copied.headers.get(KEY_ID)]).toEqual([403, 200, STATE_KEY]);
    expect([after.text, after.headers.get('x-amz-meta-of'), after.headers.get(KEY_ID)]).toEqual([
      'state',
      'prod',
      STATE_KEY,
    ]);
    expect(copied.text).toContain('<CopyObjectResult');
  });

  it('that would change nothing is refused', async () => {
    const { owner } = await aStored();

    const refused = await owner(copy());
    const replaced = await owner(copy({ 'x-amz-metadata-directive': 'REPLACE' }));

    expect([refused.status, refused.code, replaced.status]).toEqual([400, 'InvalidRequest', 200]);
    expect((await owner({ path })).headers.get('x-amz-meta-of')).toBeNull();
  });

  it('needs permission to read the object, to use its key, and to write the copy', async () => {
    const { aws, owner, role } = await aStored();
    const elsewhere = copy({}, `/${BUCKET}/env/app.tfstate.tflock`);
    const underManagedKey = await role(elsewhere);
    await owner({ method: 'PUT', path, body: 'state' });
    const admitted = await role(elsewhere);
    const toOther = await role(copy({}, `/${BUCKET}/other`));
    const Action = ['s3:PutObject', 'kms:*'];
    aws.editRole(STATE_ROLE, { inlinePolicies: { backend: policy({ Effect: 'Allow', Action, Resource: '*' }) } });
    const unread = await role(elsewhere);

    expect([underManagedKey, admitted, toOther, unread].map(({ status }) => status)).toEqual([403, 200, 403, 403]);
    expect([underManagedKey, toOther, unread].map(({ message }) => /(kms|s3):\w+/.exec(message ?? '')?.[0])).toEqual([
      'kms:Decrypt',
      's3:PutObject',
      's3:GetObject',
    ]);
  });
});
