import { BUCKET } from '../world.mjs';

export const pitfall = {
  title: 'the bucket policy demands AES256, and the backend encrypts with the key',
  command: 'apply',
  symptom:
    'is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::example-terraform-state/prod/app.tfstate.tflock" with an explicit deny in a resource-based policy',
  code: 'state_bucket_denies',
  set: async ({ bucketStatements, putBucketStatements }) => {
    const demand = {
      Sid: 'DemandEncryption',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:PutObject',
      Resource: `arn:aws:s3:::${BUCKET}/*`,
      Condition: { StringNotEquals: { 's3:x-amz-server-side-encryption': 'AES256' } },
    };
    await putBucketStatements([...(await bucketStatements()), demand]);
  },
};
