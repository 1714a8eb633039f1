import { placeText } from './places.ts';
import { error, note, type Unread, warning } from './severity.ts';

type Where = Record<'where' | 'addTo' | 'uses', string>;

const list = (texts: readonly string[]): string => texts.join(', ');

const setOwner = (bucket: string, account: string): string =>
  `In account ${account}, run: aws s3api put-bucket-ownership-controls --bucket ${bucket} --ownership-controls 'Rules=[{ObjectOwnership=BucketOwnerEnforced}]'`;

export const STATE_FINDINGS = {
  state_not_looked_at: note<Unread & { subject: string }>(({ subject, why, fix }) => [
    `${subject} could not be judged: ${why}`,
    fix,
  ]),
  state_no_credentials: note<{ account: string; subjects: readonly string[]; why: string }>(
    ({ account, subjects, why }) => [
      `${placeText.list(subjects)} could not be judged: ${why}`,
      `Pass a profile of account ${account} that may read them: --account-profile ${account}=PROFILE`,
    ],
  ),
  state_not_checked: note<{ role: string; bucket: string; bundle: string }>(({ role, bucket, bundle }) => [
    `The access of ${role} to the state in ${bucket} was not checked, because the roles of the bot cannot read S3 or KMS.`,
    `Run "assume-bot terraform diagnose ${bundle}" or "assume-bot doctor --terraform" with your own credentials.`,
  ]),
  state_role_missing: error<{ arn: string }>(({ arn }) => [
    `The role ${arn} does not exist.`,
    'Create it, or correct its ARN in the catalog.',
  ]),
  state_bucket_missing: error<{ bucket: string; account: string }>(({ bucket, account }) => [
    `The bucket ${bucket} does not exist.`,
    `Create it in account ${account}, or correct the name in the catalog.`,
  ]),
  state_region: error<{ bucket: string; named: string; found: string; at: string }>(({ bucket, named, found, at }) => [
    `The bucket ${bucket} is in ${found}, but the catalog names ${named}, so S3 redirects each call of Terraform (301).`,
    `Set ${at}.region: ${found} in the catalog.`,
  ]),
  state_user_missing: error<{ arn: string }>(({ arn }) => [
    `No IAM user or role matches ${arn}, which the catalog names for the user.`,
    'Create it, or correct the entry of the user under people in the catalog.',
  ]),
  state_not_granted: error<{ user: string; role: string; bundle: string }>(({ user, role, bundle }) => [
    `${user} may not assume ${role} now: neither its trust policy nor the policies of the user grant it.`,
    `Request access in Slack: /assume ${bundle}`,
  ]),
  state_denies: error<Where & { was: string; statement: string }>(({ where, uses, addTo, was, statement }) => [
    `A statement in ${where} denies Terraform to ${uses}: ${was}`,
    statement === '' ? `Remove this statement from ${addTo}.` : `Replace this statement in ${addTo}, by: ${statement}`,
  ]),
  state_lacks: error<Where & { actions: string; statements: string; near: string }>(
    ({ where, uses, actions, addTo, statements, near }) => [
      `Nothing in ${where} lets Terraform ${uses} (${actions}).${near}`,
      statements === '' ? `Allow ${actions} in ${addTo}.` : `Add to ${addTo}: ${statements}`,
    ],
  ),
  state_conditional: note<{
    where: string;
    statement: string;
    uses: string;
    conditions: string;
    keys: readonly string[];
  }>(({ where, statement, uses, conditions, keys }) => [
    `Statement ${statement} in ${where} decides whether Terraform may ${uses}, and its condition could not be judged: ${conditions}.`,
    keys[0] === undefined
      ? 'Name the user with --for.'
      : `State the values of a call of yours, such as --context ${keys[0]}=VALUE, or run "terraform init" with the role.`,
  ]),
  state_ownership: warning<{ bucket: string; account: string }>(({ bucket, account }) => [
    'The bucket does not enforce its ownership of all objects, so an object that another account writes belongs to that account.',
    setOwner(bucket, account),
  ]),
  state_object_owner: error<{ key: string; owner: string; bucket: string; account: string }>(
    ({ key, owner, bucket, account }) => [
      `${key} belongs to another account (canonical user ID ${owner}), and its ACL does not let the role read it, so no policy can allow it.`,
      setOwner(bucket, account),
    ],
  ),
  state_object_owner_acl: warning<{ key: string; owner: string; bucket: string; account: string }>(
    ({ key, owner, bucket, account }) => [
      `${key} belongs to another account (canonical user ID ${owner}), so no policy lets the role read it. Whether its ACL does could not be judged, because only that account may read the ACL.`,
      setOwner(bucket, account),
    ],
  ),
  state_object_key: error<{
    key: string;
    found: string;
    named: string | undefined;
    bucket: string;
    statements: string;
  }>(({ key, found, named, bucket, statements }) => [
    `${key} is encrypted with ${found}${named === undefined ? ', but the catalog names no key' : `, but the catalog names ${named}`}, and the role may not decrypt with it.`,
    `${statements} Then the next write of Terraform uses the key of the catalog. Or write the object again, with credentials that can decrypt it: aws s3 cp s3://${bucket}/${key} s3://${bucket}/${key} ${
      named === undefined ? '--sse AES256' : `--sse aws:kms --sse-kms-key-id ${named}`
    }`,
  ]),
  state_object_key_fixed: error<{
    key: string;
    found: string;
    named: string | undefined;
    bucket: string;
    account: string;
  }>(({ key, found, named, bucket, account }) => [
    `${key} is encrypted with ${found}, a key that AWS manages: its policy cannot be changed, so the state cannot be shared with another account.`,
    `Write the object again with credentials of account ${account}, which can decrypt it: aws s3 cp s3://${bucket}/${key} s3://${bucket}/${key} ${
      named === undefined ? '--sse AES256' : `--sse aws:kms --sse-kms-key-id ${named}`
    }`,
  ]),
  state_key_region: error<{ key: string; found: string; bucket: string; region: string; at: string }>(
    ({ key, found, bucket, region, at }) => [
      `The key ${key} is in ${found}, but the bucket ${bucket} is in ${region}, and S3 uses only keys of the region of the bucket.`,
      `Set ${at}.kmsKey in the catalog to a key in ${region}, and encrypt the bucket with it.`,
    ],
  ),
  state_key_missing: error<{ key: string }>(({ key }) => [
    `The key ${key} does not exist.`,
    'Correct kmsKey in the catalog, or restore the state from a copy that another key encrypts.',
  ]),
  state_key_disabled: error<{ key: string; state: string; region: string }>(({ key, state, region }) => [
    `The key ${key} cannot be used: its state is ${state}.`,
    state === 'PendingDeletion'
      ? `Run: aws kms cancel-key-deletion --key-id ${key} --region ${region}, then: aws kms enable-key --key-id ${key} --region ${region}`
      : `Run: aws kms enable-key --key-id ${key} --region ${region}`,
  ]),
  state_key_fixed: error<{ key: string; account: string; region: string; at: string }>(
    ({ key, account, region, at }) => [
      `The catalog names ${key}, a key that AWS manages: its policy cannot be changed and does not admit account ${account} of the role.`,
      `Create a customer managed key in ${region}, set ${at}.kmsKey to its ARN in the catalog, and add the statement that "assume-bot terraform state-policy" prints to its policy.`,
    ],
  ),
  state_default_key_fixed: warning<{ bucket: string; key: string | undefined }>(({ bucket, key }) => [
    `The bucket ${bucket} encrypts by default with the key that AWS manages for S3, so the role cannot read a state that is written without Terraform.`,
    `Run: aws s3api put-bucket-encryption --bucket ${bucket} --server-side-encryption-configuration '${JSON.stringify({
      Rules: [
        {
          ApplyServerSideEncryptionByDefault:
            key === undefined ? { SSEAlgorithm: 'AES256' } : { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key },
        },
      ],
    })}'`,
  ]),
  state_key_unnamed: warning<{ key: string; at: string }>(({ key, at }) => [
    `The bucket encrypts with ${key}, but the catalog names no key, so Terraform would use a key of S3.`,
    `Set ${at}.kmsKey: ${key} in the catalog.`,
  ]),
  state_key_other: warning<{ key: string; named: string }>(({ key, named }) => [
    `The bucket encrypts with ${key}, but the catalog names ${named}.`,
    'Use the same key in both places.',
  ]),
  state_open_to: warning<{ where: string; statement: string; who: readonly string[]; how: string }>(
    ({ where, statement, who, how }) => [
      `Statement ${statement} in ${where} lets ${list(who)} ${how} at any time, without a request.`,
      'Limit the statement to the state role, with the condition ArnEquals aws:PrincipalArn, or remove it.',
    ],
  ),
  state_open_acl: warning<{ key: string; who: readonly string[]; bucket: string; account: string }>(
    ({ key, who, bucket, account }) => [
      `The ACL of ${key} lets ${list(who)} read it at any time, without a request.`,
      setOwner(bucket, account),
    ],
  ),
  state_open_principals: warning<{ account: string; who: readonly string[]; more: number }>(
    ({ account, who, more }) => [
      `Users and roles of account ${account} can read the state at any time, without a request: ${list(who)}${more === 0 ? '' : ` and ${more} more`}.`,
      'Remove s3:GetObject on the state from their policies, or deny it to all principals but the state role in the policy of the bucket.',
    ],
  ),
};
