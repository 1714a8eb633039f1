import { BUCKET, EMPTY_STATE, STATE } from '../world.mjs';

export const pitfall = {
  title: 'someone restored the state with aws:kms and no key, so the key that AWS manages for S3 encrypts it',
  command: 'init',
  symptom:
    'Unable to access object "prod/app.tfstate" in S3 bucket "example-terraform-state": operation error S3: HeadObject, https response error StatusCode: 403',
  code: 'state_object_key_fixed',
  set: async ({ owner, writeFile }) => {
    const body = writeFile('restored.tfstate', EMPTY_STATE);
    const at = ['s3api', 'put-object', '--bucket', BUCKET, '--key', STATE, '--body', body];
    await owner(...at, '--server-side-encryption', 'aws:kms');
  },
};
