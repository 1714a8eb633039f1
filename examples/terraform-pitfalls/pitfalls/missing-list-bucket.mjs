export const pitfall = {
  title: 'the bucket policy lets the role read and write the state, but not list the bucket',
  command: 'init',
  symptom:
    'Unable to access object "prod/app.tfstate" in S3 bucket "example-terraform-state": operation error S3: HeadObject, https response error StatusCode: 403',
  code: 'state_bucket_lacks',
  set: async ({ bucketStatements, putBucketStatements }) => {
    const statements = await bucketStatements();
    await putBucketStatements(statements.filter(({ Action }) => ![Action].flat().includes('s3:ListBucket')));
  },
};
