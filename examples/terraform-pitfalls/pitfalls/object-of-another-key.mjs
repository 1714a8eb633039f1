import { BUCKET, STATE } from '../world.mjs';

const EMPTY = { version: 4, terraform_version: '1.11.0', serial: 1, lineage: '0b1c8d5e-0000-4000-8000-000000000001' };

export const pitfall = {
  title: 'someone restored the state by hand, and it is now encrypted with a key that the role may not use',
  command: 'init',
  symptom: 'HeadObject, https response error StatusCode: 403',
  code: 'state_object_key',
  set: async ({ owner, writeFile }) => {
    const key = JSON.parse(await owner('kms', 'create-key', '--description', 'backups')).KeyMetadata.Arn;
    const body = writeFile('restored.tfstate', JSON.stringify({ ...EMPTY, outputs: {}, resources: [] }));
    const at = ['s3api', 'put-object', '--bucket', BUCKET, '--key', STATE, '--body', body];
    await owner(...at, '--server-side-encryption', 'aws:kms', '--ssekms-key-id', key);
  },
};
