import { type AccountId, accountOf } from '../names.ts';
import { accountOfKey, statePolicies } from '../terraform/state-policies.ts';
import type { PolicyDocument } from '../trust/documents.ts';
import type { NotSeen } from './facts.ts';
import { type Finding, findingsAbout } from './finding.ts';
import { aboutRole, examineSide, keyNeeds, type Need, needsOf, type StateFacts, statementsFor } from './state-side.ts';

const notSeen = (facts: StateFacts, subject: string, { why, fix }: NotSeen): readonly Finding[] =>
  findingsAbout(`state of ${facts.bundle}`).add('state_not_looked_at', { subject, why, fix });

const examineRoleSide = (facts: StateFacts, needs: readonly Need[], wanted: PolicyDocument): readonly Finding[] => {
  const { role, roleArn, bundle } = facts;
  if (role.kind === 'not_seen') return notSeen(facts, `The permissions of ${roleArn}`, role);
  if (role.kind === 'missing') return findingsAbout(`state of ${bundle}`).add('state_role_missing', { arn: roleArn });
  const statements = role.value.flatMap(({ document }) => document.Statement);
  return examineSide(
    facts,
    needs,
    { code: 'role', where: 'the policies of the state role', addTo: `a policy of ${roleArn}`, statements, wanted },
    true,
  );
};

const examineBucket = (facts: StateFacts, wanted: PolicyDocument): readonly Finding[] => {
  const { state, bundle, bucketPolicy, roleArn } = facts;
  const { bucket } = state;
  if (bucketPolicy.kind === 'not_seen') return notSeen(facts, `The policy of the bucket ${bucket}`, bucketPolicy);
  if (bucketPolicy.kind === 'missing')
    return findingsAbout(`state of ${bundle}`).add('state_bucket_missing', { bucket, account: state.accountId });
  // In one account the role's own policy is enough; from another the bucket has to agree.
  return examineSide(
    facts,
    needsOf(facts),
    {
      code: 'bucket',
      where: 'the policy of the bucket',
      addTo: `the policy of the bucket ${bucket}`,
      statements: aboutRole(bucketPolicy.value, roleArn),
      wanted,
    },
    state.accountId !== accountOf(roleArn),
  );
};

const examineOwnership = (facts: StateFacts): readonly Finding[] => {
  const { ownership, state, bundle, roleArn } = facts;
  if (ownership.kind === 'not_seen') return notSeen(facts, `The object ownership of ${state.bucket}`, ownership);
  if (ownership.value === 'BucketOwnerEnforced') return [];
  const isForeign = state.accountId !== accountOf(roleArn);
  const kind = isForeign ? 'state_ownership_foreign' : 'state_ownership';
  return findingsAbout(`state of ${bundle}`).add(kind, { bucket: state.bucket }, 'state_ownership');
};

const examineEncryption = (facts: StateFacts): readonly Finding[] => {
  const { encryption, state, bundle } = facts;
  const { add } = findingsAbout(`state of ${bundle}`);
  if (encryption.kind === 'not_seen') return notSeen(facts, `The encryption of ${state.bucket}`, encryption);
  const key = encryption.value;
  if (key === undefined || key === state.kmsKey) return [];
  return state.kmsKey === undefined
    ? add('state_key_unnamed', { key })
    : add('state_key_other', { key, named: state.kmsKey });
};

const examineKey = (facts: StateFacts, wanted: PolicyDocument | undefined): readonly Finding[] => {
  const { keyPolicy, state, roleArn } = facts;
  if (state.kmsKey === undefined || keyPolicy === undefined) return [];
  if (keyPolicy.kind === 'not_seen') {
    const statement = statementsFor(wanted, keyNeeds(state.kmsKey));
    return notSeen(facts, `The policy of the key ${state.kmsKey}`, {
      ...keyPolicy,
      fix: `${keyPolicy.fix} Check that it has: ${statement}`,
    });
  }
  const account: AccountId = accountOfKey(state.kmsKey);
  return examineSide(
    facts,
    keyNeeds(state.kmsKey),
    {
      code: 'key',
      where: `the policy of the key${account === accountOf(roleArn) ? '' : ', which belongs to another account than the role,'}`,
      addTo: `the policy of ${state.kmsKey}`,
      statements: aboutRole(keyPolicy.value, roleArn),
      wanted,
    },
    // A key's policy decides in its own account too.
    true,
  );
};

/** Everything that would keep Terraform from its state although the role is granted. */
export const examineState = (facts: StateFacts): readonly Finding[] => {
  const { state, roleArn } = facts;
  const wanted = statePolicies({ ...state, roleArn });
  return [
    ...examineRoleSide(
      facts,
      [...needsOf(facts), ...(state.kmsKey === undefined ? [] : keyNeeds(state.kmsKey))],
      wanted.role,
    ),
    ...examineBucket(facts, wanted.bucket),
    ...examineOwnership(facts),
    ...examineEncryption(facts),
    ...examineKey(facts, wanted.key),
  ];
};
