import { describe, expect, it } from 'vitest';
import { aClock, aLocalAws } from './testing/a-local-aws.ts';
import { BUCKET, STATE, STATE_ROLE, stateSeed } from './testing/a-state-bucket.ts';
import { cleanEnvironment, hasProgram, run } from './testing/programs.ts';
import type { Credentials } from './types.ts';

/** The AWS CLI as the owner of the state bucket, and as the state role of another account. */
const terminals = async () => {
  const clock = aClock(new Date().toISOString());
  const { aws } = await aLocalAws({ clock }, stateSeed());
  const as = ({ accessKeyId, secretAccessKey, sessionToken }: Credentials) => {
    const env = cleanEnvironment({
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      ...(sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: sessionToken }),
      AWS_ENDPOINT_URL: aws.url,
      AWS_DEFAULT_REGION: aws.region,
    });
    return (line: string) => run('aws', line.split(' '), { env });
  };
  return {
    owner: as(aws.rootCredentials(STATE)),
    role: as(aws.issueSession({ roleArn: STATE_ROLE, sessionName: 'alice' })),
  };
};

const object = `--bucket ${BUCKET} --key env/app.tfstate`;
const write = `s3api put-object ${object} --body ${import.meta.filename}`;
const HEAD_403 = 'An error occurred (403) when calling the HeadObject operation: Forbidden';

describe.skipIf(!hasProgram('aws', ['--version']))('the AWS CLI at the state of another account', () => {
  it('gets 403 for a state that a key without the role encrypts, until the owner writes it with the right key', async () => {
    const { owner, role } = await terminals();
    const made = await owner('kms create-key --query KeyMetadata.Arn --output text');

    const written = await owner(`${write} --server-side-encryption aws:kms --ssekms-key-id ${made.output.trim()}`);
    const refused = await role(`s3api head-object ${object}`);
    await owner(write);
    const allowed = await role(`s3api head-object ${object} --query ServerSideEncryption --output text`);

    expect([made.status, written.status]).toEqual([0, 0]);
    expect(refused.output).toContain(HEAD_403);
    expect(allowed.output.trim()).toBe('aws:kms');
  });

  it('gets 403 for a state that another account owns, until the bucket enforces its ownership', async () => {
    const { owner, role } = await terminals();
    const ownership = (setting: string) =>
      owner(
        `s3api put-bucket-ownership-controls --bucket ${BUCKET} --ownership-controls Rules=[{ObjectOwnership=${setting}}]`,
      );

    const set = await ownership('ObjectWriter');
    const written = await role(write);
    const refused = await owner(`s3api head-object ${object}`);
    const enforced = await ownership('BucketOwnerEnforced');
    const allowed = await owner(`s3api head-object ${object}`);

    expect([set, written, enforced].map(({ output }) => output)).toEqual(['', expect.any(String), '']);
    expect(written.status).toBe(0);
    expect([refused.output.includes(HEAD_403), allowed.status]).toEqual([true, 0]);
  });
});
