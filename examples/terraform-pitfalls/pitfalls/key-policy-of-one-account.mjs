export const pitfall = {
  title: 'the policy of the key names its own account only, and the role belongs to another one',
  command: 'apply',
  symptom: 'because no resource-based policy allows the kms:GenerateDataKey action',
  code: 'state_key_lacks',
  set: async ({ keyStatements, putKeyStatements }) => {
    const statements = await keyStatements();
    await putKeyStatements(statements.filter(({ Principal }) => Principal.AWS === 'arn:aws:iam::333333333333:root'));
  },
};
