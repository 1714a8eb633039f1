import { BUCKET, EMPTY_STATE, STATE } from '../world.mjs';

export const pitfall = {
  title: 'the bucket leaves objects to the account that wrote them, and a pipeline of another account wrote the state',
  command: 'init',
  symptom:
    'Unable to access object "prod/app.tfstate" in S3 bucket "example-terraform-state": operation error S3: HeadObject, https response error StatusCode: 403',
  code: 'state_object_owner_acl',
  // Only the account of the pipeline may read the ACL, so the diagnosis cannot be certain.
  outcome: 'not_judged',
  set: async ({ aws, owner, bucketStatements, putBucketStatements, writeFile }) => {
    const rules = 'Rules=[{ObjectOwnership=ObjectWriter}]';
    await owner('s3api', 'put-bucket-ownership-controls', '--bucket', BUCKET, '--ownership-controls', rules);
    const statements = await bucketStatements();
    const pipeline = {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::111111111111:root' },
      Action: 's3:PutObject',
      Resource: `arn:aws:s3:::${BUCKET}/${STATE}`,
    };
    await putBucketStatements([...statements, pipeline]);
    const body = writeFile('pipeline.tfstate', EMPTY_STATE);
    const at = ['s3api', 'put-object', '--bucket', BUCKET, '--key', STATE, '--body', body];
    await aws('owner-utils', ...at, '--server-side-encryption', 'AES256');
    await putBucketStatements(statements);
  },
};
