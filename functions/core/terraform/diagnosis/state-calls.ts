import { accountOf, partitionOf } from '../../names.ts';
import type { Facts } from '../../policy/context.ts';
import type { Decidable } from '../../policy/decide.ts';
import type { Caller } from '../../policy/principals.ts';
import { callText } from '../../text/terraform-calls.ts';
import { accountOfKey, lockOf } from '../state-policies.ts';
import { NO_PREFIX, type Step, type TerraformCall } from './calls.ts';
import { type CallerDetails, callFacts, contextWith, kmsFacts, s3Facts } from './contexts.ts';
import type { StateFacts, StateObject, TerraformFacts } from './facts.ts';
import { grantOf } from './key-grants.ts';
import { ownerAccess } from './ownership.ts';
import { identityOf, organizationPolicies, resourcePolicyOf } from './policies.ts';

/** The prefix under which Terraform keeps the states of workspaces. It lists it at every init. */
const WORKSPACES = 'env:/';

/** The caller of the backend: the state role, with the session name of the user if there is one. */
export const stateCaller = ({ user }: TerraformFacts, state: StateFacts): Caller => ({
  kind: 'role',
  arn: state.roleArn,
  accountId: accountOf(state.roleArn),
  ...(user === undefined ? {} : { sessionName: user.principal.sessionName }),
});

export const detailsOf = (facts: TerraformFacts, arn: string): CallerDetails => {
  const role = facts.roles[arn];
  if (role?.kind !== 'seen') return {};
  return { tags: role.tags, ...(role.id === undefined ? {} : { id: role.id }) };
};

/** Builds the decisions of the calls of the state role. */
const decidables = (facts: TerraformFacts, state: StateFacts) => {
  const { settings, roleArn } = state;
  const caller = stateCaller(facts, state);
  const details = detailsOf(facts, roleArn);
  const own = identityOf(roleArn, facts.roles[roleArn] ?? { kind: 'missing' });
  const region = state.bucket.region.kind === 'seen' ? state.bucket.region.value : settings.region;
  const common = (accountId: string) => callFacts(facts, caller, details, { accountId, region });
  const sidesFor = (accountId: string) => ({
    ...own,
    ...organizationPolicies(facts.organizations, caller.accountId, accountId),
    resourceAccount: accountId,
  });

  const onBucket = (action: string, resource: string, context: Facts): Decidable => {
    const { accountId, bucket } = settings;
    return {
      ...sidesFor(accountId),
      request: {
        caller,
        action,
        resource,
        context: contextWith(facts.given, { ...common(accountId), ...s3Facts(accountId, context) }),
      },
      resource: resourcePolicyOf({ kind: 'bucket', accountId, of: bucket }, state.bucket.policy),
    };
  };

  const onKey = (action: string, keyArn: string, s3Arn: string | undefined): Decidable => {
    const accountId = accountOfKey(keyArn);
    const key = state.keys[keyArn];
    const use = { keyArn, callerAccount: caller.accountId, region, s3Arn };
    const grants = key?.grants ?? { kind: 'seen' as const, value: [] };
    const { truth, unread } = grantOf(grants, caller, action.replace('kms:', ''), s3Arn);
    return {
      ...sidesFor(accountId),
      request: {
        caller,
        action,
        resource: keyArn,
        context: contextWith(facts.given, { ...common(accountId), ...kmsFacts(use) }),
      },
      resource: resourcePolicyOf({ kind: 'key', accountId, of: keyArn }, key?.policy ?? { kind: 'missing' }),
      isResourceRequired: true,
      grant: { truth, unread },
    };
  };
  return { onBucket, onKey, caller, region };
};

/** The header values of a write, as the backend block sets them: `encrypt = true`, and `kms_key_id` if there is a key. */
const writeHeaders = ({ settings: { kmsKey } }: StateFacts): Facts => ({
  's3:x-amz-server-side-encryption': kmsKey === undefined ? 'AES256' : 'aws:kms',
  ...(kmsKey === undefined ? {} : { 's3:x-amz-server-side-encryption-aws-kms-key-id': kmsKey }),
});

type Build = ReturnType<typeof decidables> & { readonly state: StateFacts; readonly bucketArn: string };

const keyCalls = (
  { state, onKey, bucketArn, region }: Build,
  step: Step,
  key: string,
  uses: readonly ('kms:Decrypt' | 'kms:GenerateDataKey')[],
  { kmsKey, hasBucketKey }: { readonly kmsKey?: string | undefined; readonly hasBucketKey: boolean | 'unknown' },
): readonly TerraformCall[] => {
  if (kmsKey === undefined) return [];
  const s3Arn = hasBucketKey === 'unknown' ? undefined : hasBucketKey ? bucketArn : `${bucketArn}/${key}`;
  const facts = state.keys[kmsKey];
  const isUsable =
    kmsKey.split(':')[3] === region &&
    facts?.policy.kind !== 'missing' &&
    !(facts?.description.kind === 'seen' && facts.description.value.state !== 'Enabled');
  return uses.map((action) => ({
    step,
    what: action === 'kms:Decrypt' ? callText.decrypt(key) : callText.encrypt(key),
    key,
    action,
    resource: kmsKey,
    ...(isUsable ? { decidable: onKey(action, kmsKey, s3Arn) } : { isBroken: true as const }),
  }));
};

const readCalls = (build: Build, key: string, found: StateObject): readonly TerraformCall[] => {
  const { state, onBucket, bucketArn, caller } = build;
  const resource = `${bucketArn}/${key}`;
  const { object } = found;
  const access = ownerAccess(state, found, caller.accountId);
  const decidable = onBucket('s3:GetObject', resource, {});
  const read: TerraformCall = {
    step: 'read',
    what: callText.read(key),
    action: 's3:GetObject',
    resource,
    decidable: access === undefined ? decidable : ofForeignOwner(decidable),
    ...(access === undefined ? {} : { ofOwner: { ...access, key } }),
  };
  // Without permission to list, S3 answers 403 for an object that does not exist. Source: AWS, S3 API Reference, HeadObject.
  const notFound: TerraformCall = {
    step: 'read',
    what: callText.missing(key),
    action: 's3:ListBucket',
    resource: bucketArn,
    prefix: NO_PREFIX,
    decidable: onBucket('s3:ListBucket', bucketArn, {}),
  };
  if (object.kind === 'missing') return [read, notFound];
  if (object.kind === 'not_seen')
    return [read, { step: 'read', what: callText.decrypt(key), action: 'kms:Decrypt', resource: '', unread: object }];
  return [read, ...keyCalls(build, 'read', key, ['kms:Decrypt'], object.value)];
};

/** For an object of another owner, a bucket policy can only deny, and the policies of the caller must allow. */
const ofForeignOwner = (decidable: Decidable): Decidable => ({
  ...decidable,
  resourceAccount: decidable.request.caller.accountId,
  resource: {
    ...decidable.resource,
    policies: decidable.resource.policies.map(({ source, document }) => ({
      source,
      document: {
        ...document,
        Statement: document.Statement.map((one) => (one.Effect === 'Deny' ? one : { ...one, Effect: 'None' })),
      },
    })),
  },
});

/** Whether a new object gets a data key of the bucket. Unknown settings are read as no Bucket Key. */
const hasBucketKey = ({ bucket: { encryption } }: StateFacts): boolean =>
  encryption.kind === 'seen' && encryption.value?.hasBucketKey === true;

/** Whether the account of the role owns what the role writes. Terraform sends no ACL. */
const isOwnWriter = ({ bucket: { ownership }, settings }: StateFacts, callerAccount: string): boolean =>
  callerAccount !== settings.accountId && ownership.kind === 'seen' && ownership.value !== 'BucketOwnerEnforced';

const lockCalls = (build: Build, key: string): readonly TerraformCall[] => {
  const { state, onBucket, bucketArn, caller } = build;
  const lock = lockOf(key);
  const resource = `${bucketArn}/${lock}`;
  const encryption = { kmsKey: state.settings.kmsKey, hasBucketKey: hasBucketKey(state) };
  const call = (what: string, action: string, context: Facts = {}): TerraformCall => ({
    step: 'lock',
    what,
    action,
    resource,
    decidable: onBucket(action, resource, context),
  });
  const inspect = call(callText.inspectLock(key), 's3:GetObject');
  return [
    call(callText.lock(key), 's3:PutObject', { ...writeHeaders(state), 's3:if-none-match': '*' }),
    ...keyCalls(build, 'lock', lock, ['kms:GenerateDataKey'], encryption),
    isOwnWriter(state, caller.accountId) && inspect.decidable !== undefined
      ? { ...inspect, decidable: ofForeignOwner(inspect.decidable) }
      : inspect,
    ...keyCalls(build, 'lock', lock, ['kms:Decrypt'], encryption),
    call(callText.unlock(key), 's3:DeleteObject'),
  ];
};

const writeCalls = (build: Build, key: string): readonly TerraformCall[] => {
  const { state, onBucket, bucketArn } = build;
  const resource = `${bucketArn}/${key}`;
  const encryption = { kmsKey: state.settings.kmsKey, hasBucketKey: hasBucketKey(state) };
  return [
    {
      step: 'write',
      what: callText.write(key),
      action: 's3:PutObject',
      resource,
      decidable: onBucket('s3:PutObject', resource, writeHeaders(state)),
    },
    // Terraform reads what it has written at the next run.
    ...keyCalls(build, 'write', key, ['kms:GenerateDataKey', 'kms:Decrypt'], encryption),
  ];
};

/** The calls of the S3 backend in the order of Terraform: list, read, lock, write. */
export const stateCalls = (facts: TerraformFacts, state: StateFacts): readonly TerraformCall[] => {
  const { bucket, keys } = state.settings;
  const bucketArn = `arn:${partitionOf(state.roleArn)}:s3:::${bucket}`;
  const build: Build = { ...decidables(facts, state), state, bucketArn };
  const list: TerraformCall = {
    step: 'list',
    what: callText.list(bucket),
    action: 's3:ListBucket',
    resource: bucketArn,
    prefix: WORKSPACES,
    decidable: build.onBucket('s3:ListBucket', bucketArn, { 's3:prefix': WORKSPACES, 's3:max-keys': '1000' }),
  };
  const notRead: StateObject = { object: { kind: 'missing' } };
  return [
    list,
    ...keys.flatMap((key) => readCalls(build, key, state.objects[key] ?? notRead)),
    ...keys.flatMap((key) => lockCalls(build, key)),
    ...keys.flatMap((key) => writeCalls(build, key)),
  ];
};
