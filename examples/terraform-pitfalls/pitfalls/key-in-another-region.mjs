export const pitfall = {
  title: 'the policy of the key lets S3 use it in another region than that of the bucket',
  command: 'apply',
  symptom: 'because no resource-based policy allows the kms:GenerateDataKey action',
  code: 'state_key_lacks',
  set: async ({ keyStatements, putKeyStatements }) => {
    const statements = await keyStatements();
    const elsewhere = { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } };
    await putKeyStatements(
      statements.map((one) =>
        one.Action === 'kms:*' ? one : { ...one, Condition: { ...one.Condition, ...elsewhere } },
      ),
    );
  },
};
