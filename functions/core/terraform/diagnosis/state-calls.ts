import { partitionOf } from '../../names.ts';
import type { Facts } from '../../policy/context.ts';
import type { Decidable } from '../../policy/verdict.ts';
import { callText } from '../../text/terraform-calls.ts';
import { lockOf } from '../state-policies.ts';
import { NO_PREFIX, type TerraformCall } from './calls.ts';
import { decidables } from './decidables.ts';
import type { StateFacts, StateObject, TerraformFacts } from './facts.ts';
import { type Build, keyCalls } from './key-calls.ts';
import { ownerAccess } from './ownership.ts';

/**
 * The prefix under which Terraform keeps the states of workspaces. It lists it at every init. If that is denied, it goes on with the
 * default workspace only, as seen with Terraform 1.11.
 */
const WORKSPACES = 'env:/';

/** The header values of a write, as the backend block sets them: `encrypt = true`, and `kms_key_id` if there is a key. */
const writeHeaders = ({ settings: { kmsKey } }: StateFacts): Facts => ({
  's3:x-amz-server-side-encryption': kmsKey === undefined ? 'AES256' : 'aws:kms',
  ...(kmsKey === undefined ? {} : { 's3:x-amz-server-side-encryption-aws-kms-key-id': kmsKey }),
});

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
    decidable: access?.isForeign === 'yes' ? ofForeignOwner(decidable) : decidable,
    ...(access?.isForeign === 'unknown' ? { ifForeign: ofForeignOwner(decidable) } : {}),
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

/** Whether a new object gets a data key of the bucket. */
const hasBucketKey = ({ bucket: { encryption } }: StateFacts): boolean | 'unknown' =>
  encryption.kind === 'seen' ? encryption.value?.hasBucketKey === true : 'unknown';

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
    isOptional: true,
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
