import { partitionOf } from '../../names.ts';
import type { Facts } from '../../policy/context.ts';
import type { Decidable } from '../../policy/verdict.ts';
import { callText } from '../../text/terraform-calls.ts';
import { lockOf } from '../state-policies.ts';
import { WORKSPACES } from '../workspaces.ts';
import type { TerraformCall } from './calls.ts';
import { decidables } from './decidables.ts';
import type { StateFacts, StateObject, TerraformFacts } from './facts.ts';
import { type Build, keyCalls } from './key-calls.ts';
import { ownerAccess } from './ownership.ts';
import { type StateKey, stateKeys } from './state-keys.ts';
import { tableCalls } from './table-calls.ts';

/** The header values of a write, as the backend block sets them: `encrypt = true`, and `kms_key_id` if there is a key. */
const writeHeaders = ({ settings: { kmsKey } }: StateFacts): Facts => ({
  's3:x-amz-server-side-encryption': kmsKey === undefined ? 'AES256' : 'aws:kms',
  ...(kmsKey === undefined ? {} : { 's3:x-amz-server-side-encryption-aws-kms-key-id': kmsKey }),
});

const allowedBy = (bucketArn: string, pattern: string | undefined): Pick<TerraformCall, 'allowed'> =>
  pattern === undefined ? {} : { allowed: `${bucketArn}/${pattern}` };

const readCalls = (build: Build, { key, pattern }: StateKey, found: StateObject): readonly TerraformCall[] => {
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
    ...allowedBy(bucketArn, pattern),
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
    prefix: pattern ?? key,
    isMissingObject: true,
    decidable: onBucket('s3:ListBucket', bucketArn, {}),
  };
  if (object.kind === 'missing') return [read, notFound];
  // No profile of the account of the bucket can read the object, so asking for one would not help. Its owner is reported.
  if (object.kind === 'not_seen' && access?.isForeign === 'yes' && access.truth !== 'yes') return [read];
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

/** Makes the calls of one step to one object. `pattern`: the keys that the object is an example of. */
const objectCalls =
  ({ onBucket, bucketArn }: Build, step: 'lock' | 'write', key: string, pattern: string | undefined) =>
  (what: string, action: string, context: Facts = {}): TerraformCall => {
    const resource = `${bucketArn}/${key}`;
    const decidable = onBucket(action, resource, context);
    return { step, what, action, resource, ...allowedBy(bucketArn, pattern), decidable };
  };

const lockCalls = (build: Build, { key, pattern }: StateKey): readonly TerraformCall[] => {
  const { state, caller } = build;
  const lock = lockOf(key);
  const encryption = { kmsKey: state.settings.kmsKey, hasBucketKey: hasBucketKey(state) };
  const call = objectCalls(build, 'lock', lock, pattern === undefined ? undefined : lockOf(pattern));
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

const writeCalls = (build: Build, { key, pattern, isOfWorkspace }: StateKey): readonly TerraformCall[] => {
  const { state } = build;
  const encryption = { kmsKey: state.settings.kmsKey, hasBucketKey: hasBucketKey(state) };
  const call = objectCalls(build, 'write', key, pattern);
  return [
    call(callText.write(key), 's3:PutObject', writeHeaders(state)),
    // Terraform reads what it has written at the next run.
    ...keyCalls(build, 'write', key, ['kms:GenerateDataKey', 'kms:Decrypt'], encryption),
    ...(isOfWorkspace ? [call(callText.deleteWorkspace(key), 's3:DeleteObject')] : []),
  ];
};

/** A call to the region of the catalog, where the bucket is not. Terraform goes on after no such refusal. */
const redirected = (call: TerraformCall): TerraformCall => {
  const { isOptional: _, ...required } = call;
  return call.action.startsWith('s3:') ? { ...required, isRedirected: true } : call;
};

/** The calls of the S3 backend in the order of Terraform: list, read, lock, write. States of others are only read. */
export const stateCalls = (facts: TerraformFacts, state: StateFacts): readonly TerraformCall[] => {
  const { settings, isReadOnly } = state;
  const bucketArn = `arn:${partitionOf(state.roleArn)}:s3:::${settings.bucket}`;
  const build: Build = { ...decidables(facts, state), state, bucketArn };
  const list: TerraformCall = {
    step: 'list',
    what: callText.list(settings.bucket),
    action: 's3:ListBucket',
    resource: bucketArn,
    prefix: WORKSPACES,
    // Without workspaces, Terraform goes on with the default one if the list is denied, as seen with Terraform 1.11.
    ...((settings.workspaces ?? []).length === 0 ? { isOptional: true } : {}),
    decidable: build.onBucket('s3:ListBucket', bucketArn, { 's3:prefix': WORKSPACES, 's3:max-keys': '1000' }),
  };
  const keys = stateKeys(settings);
  const notRead: StateObject = { object: { kind: 'missing' } };
  const read = keys.flatMap((one) => readCalls(build, one, state.objects[one.key] ?? notRead));
  const calls = isReadOnly
    ? [list, ...read]
    : [
        list,
        ...read,
        ...keys.flatMap((one) => lockCalls(build, one)),
        ...tableCalls(build),
        ...keys.flatMap((one) => writeCalls(build, one)),
      ];
  return calls.map((call) => ({ ...(build.region === settings.region ? call : redirected(call)), state }));
};
