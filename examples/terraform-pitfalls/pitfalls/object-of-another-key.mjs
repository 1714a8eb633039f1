import { BUCKET, EMPTY_STATE, STATE } from '../world.mjs';

export const pitfall = {
  title: 'someone restored the state by hand, and it is now encrypted with a key that the role may not use',
  command: 'init',
  symptom:
    'Unable to access object "prod/app.tfstate" in S3 bucket "example-terraform-state": operation error S3: HeadObject, https response error StatusCode: 403',
  code: 'state_object_key',
  set: async ({ owner, writeFile }) => {
    const key = JSON.parse(await owner('kms', 'create-key', '--description', 'backups')).KeyMetadata.Arn;
    const body = writeFile('restored.tfstate', EMPTY_STATE);
    const at = ['s3api', 'put-object', '--bucket', BUCKET, '--key', STATE, '--body', body];
    await owner(...at, '--server-side-encryption', 'aws:kms', '--ssekms-key-id', key);
  },
};
