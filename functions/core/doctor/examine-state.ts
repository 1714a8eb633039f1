import { accountOf } from '../names.ts';
import { accountOfKey, statePolicies } from '../terraform/state-policies.ts';
import type { PolicyDocument } from '../trust/documents.ts';
import type { NotSeen } from './facts.ts';
import { type Finding, findingsAbout, type Problem, type Problems, problem } from './finding.ts';
import { aboutRole, examineSide, keyNeeds, needsOf, type StateFacts, statementsFor } from './state-side.ts';

const notSeen = (subject: string, { why, fix }: NotSeen): Problem =>
  problem('state_not_looked_at', { subject, why, fix });

const isInOtherAccount = ({ state, roleArn }: StateFacts): boolean => state.accountId !== accountOf(roleArn);

function* examineRoleSide(facts: StateFacts, wanted: PolicyDocument): Problems {
  const { role, roleArn, state } = facts;
  if (role.kind === 'not_seen') return yield notSeen(`The permissions of ${roleArn}`, role);
  if (role.kind === 'missing') return yield problem('state_role_missing', { arn: roleArn });
  yield* examineSide(facts, [...needsOf(facts), ...(state.kmsKey === undefined ? [] : keyNeeds(state.kmsKey))], {
    code: 'role',
    where: 'the policies of the state role',
    addTo: `a policy of ${roleArn}`,
    statements: role.value.flatMap(({ document }) => document.Statement),
    wanted,
    mustAllow: true,
  });
}

function* examineBucket(facts: StateFacts, wanted: PolicyDocument): Problems {
  const { bucketPolicy, ownership, encryption, roleArn } = facts;
  const { bucket, accountId: account, kmsKey: named } = facts.state;
  if (bucketPolicy.kind === 'not_seen') yield notSeen(`The policy of the bucket ${bucket}`, bucketPolicy);
  else if (bucketPolicy.kind === 'missing') yield problem('state_bucket_missing', { bucket, account });
  else
    yield* examineSide(facts, needsOf(facts), {
      code: 'bucket',
      where: 'the policy of the bucket',
      addTo: `the policy of the bucket ${bucket}`,
      statements: aboutRole(bucketPolicy.value, roleArn),
      wanted,
      // In one account the role's own policy is enough; a bucket in another account must allow the role.
      mustAllow: isInOtherAccount(facts),
    });
  if (ownership.kind === 'not_seen') yield notSeen(`The object ownership of ${bucket}`, ownership);
  else if (ownership.value !== 'BucketOwnerEnforced') {
    const kind = isInOtherAccount(facts) ? 'state_ownership_foreign' : 'state_ownership';
    yield problem(kind, { bucket }, 'state_ownership');
  }
  if (encryption.kind === 'not_seen') return yield notSeen(`The encryption of ${bucket}`, encryption);
  const key = encryption.value;
  if (key === undefined || key === named) return;
  yield named === undefined ? problem('state_key_unnamed', { key }) : problem('state_key_other', { key, named });
}

function* examineKey(facts: StateFacts, wanted: PolicyDocument | undefined): Problems {
  const { keyPolicy, state, roleArn } = facts;
  const { kmsKey } = state;
  if (kmsKey === undefined || keyPolicy === undefined) return;
  if (keyPolicy.kind === 'not_seen') {
    const fix = `${keyPolicy.fix} Check that it has: ${statementsFor(wanted, keyNeeds(kmsKey))}`;
    return yield notSeen(`The policy of the key ${kmsKey}`, { ...keyPolicy, fix });
  }
  const isOther = accountOfKey(kmsKey) !== accountOf(roleArn);
  yield* examineSide(facts, keyNeeds(kmsKey), {
    code: 'key',
    where: `the policy of the key${isOther ? ', which belongs to another account than the role,' : ''}`,
    addTo: `the policy of ${kmsKey}`,
    statements: aboutRole(keyPolicy.value, roleArn),
    wanted,
    // The policy of a key decides in its own account too.
    mustAllow: true,
  });
}

function* examineAll(facts: StateFacts): Problems {
  const { state, roleArn } = facts;
  const wanted = statePolicies({ ...state, roleArn });
  yield* examineRoleSide(facts, wanted.role);
  yield* examineBucket(facts, wanted.bucket);
  yield* examineKey(facts, wanted.key);
}

/** Everything that prevents Terraform from using its state although the role is granted. */
export const examineState = (facts: StateFacts): readonly Finding[] =>
  findingsAbout(`state of ${facts.bundle}`, examineAll(facts));
