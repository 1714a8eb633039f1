import { createLocalAws } from '@assume-bot/local-aws';
import type { PolicyDocument, PolicyStatement } from '@assume-bot/local-aws/policy/document';
import type { LocalAws } from '@assume-bot/local-aws/types';
import { KMSClient, PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import {
  CopyObjectCommand,
  type CopyObjectCommandInput,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
} from '@aws-sdk/client-s3';
import { openTerraform } from '../../../bin/terraform/operator.ts';
import { compileCatalog } from '../../../functions/adapters/catalog/compile.ts';
import { provePattern } from '../../../functions/adapters/system/prove-pattern.ts';
import type { Bundle, Principal } from '../../../functions/core/catalog/catalog.ts';
import { diagnoseTerraform } from '../../../functions/core/terraform/diagnosis/diagnose.ts';
import type { Diagnosis } from '../../../functions/core/terraform/diagnosis/diagnosis.ts';
import { aClock } from '../../support/fixed-clock.ts';
import {
  BUCKET,
  type GeneratedState,
  KEY,
  LOCK,
  OTHER_KEY,
  PROD,
  REGION,
  STATE,
  STATE_KEY,
} from './a-generated-state.ts';

const OTHER = '444444444444';
const NOW = '2030-01-01T12:00:00Z';
const document = (Statement: readonly PolicyStatement[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [...Statement],
});
const roleArn = ({ account }: GeneratedState): string => `arn:aws:iam::${account}:role/tf-state`;

const catalogOf = (world: GeneratedState): string => `
accounts: { state: { id: "${STATE}" }, prod: { id: "${PROD}" } }
people: { U0ALICE: "arn:aws:iam::${PROD}:user/alice", U0BOB: "arn:aws:iam::${PROD}:user/bob" }
defaults: { duration: { default: 1h, max: 4h }, requesters: [everyone], approvers: [U0ALICE, U0BOB], channel: C0APPROVALS }
roles: { tf-state: { arn: "${roleArn(world)}", description: state } }
bundles:
  terraform:
    description: state
    roles: [tf-state]
    terraform:
      state: { role: tf-state, bucket: ${BUCKET}, region: ${REGION}, keys: [${STATE_KEY}], account: "${STATE}"${world.hasKey ? `, kmsKey: "${KEY}"` : ''} }
`;

const MAY_ASSUME = { assume: document([{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }]) };

/** A local AWS of a drawn world. */
export const played = async (world: GeneratedState) => {
  const aws = await createLocalAws({ port: 0, clock: aClock(NOW), region: REGION });
  const { account, role, boundary, scp, key, otherKey, hasBucketKey, ownership } = world;
  const roles = [
    {
      name: 'tf-state',
      trustPolicy: document([
        { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${PROD}:root` }, Action: 'sts:AssumeRole' },
      ]),
      inlinePolicies: role.length === 0 ? {} : { state: document(role) },
      tags: { team: 'infra' },
      ...(boundary === undefined ? {} : { permissionsBoundary: `arn:aws:iam::${account}:policy/limit` }),
    },
  ];
  const ofRole = {
    roles,
    organizationId: 'o-ours',
    ...(boundary === undefined ? {} : { policies: { limit: boundary } }),
    ...(scp === undefined ? {} : { serviceControlPolicies: scp }),
  };
  const bucket = { name: BUCKET, region: REGION, ownership, hasBucketKey, kmsKeyArn: KEY };
  const kmsKeys = [
    { arn: KEY, policy: document(key) },
    { arn: OTHER_KEY, policy: document(otherKey) },
  ];
  aws.seed({
    accounts: [
      { id: STATE, buckets: [bucket], kmsKeys, ...(account === STATE ? ofRole : {}) },
      { id: PROD, users: [{ name: 'alice', inlinePolicies: MAY_ASSUME }], ...(account === PROD ? ofRole : {}) },
      { id: OTHER },
    ],
  });
  await writeObject(aws, world);
  return aws;
};

const s3 = (aws: LocalAws, credentials: Parameters<typeof clientFor>[1]): S3Client => clientFor(aws, credentials);
const clientFor = (aws: LocalAws, credentials: ReturnType<LocalAws['rootCredentials']>): S3Client =>
  new S3Client({ endpoint: aws.url, region: REGION, credentials, forcePathStyle: true, maxAttempts: 1 });

/** Writes the object as the world wants it, and then the bucket policy. */
const writeObject = async (aws: LocalAws, { object, account, bucket, scp }: GeneratedState): Promise<void> => {
  const owner = s3(aws, aws.rootCredentials(STATE));
  const put = (client: S3Client, more: Partial<PutObjectCommandInput> = {}) =>
    client.send(new PutObjectCommand({ Bucket: BUCKET, Key: STATE_KEY, Body: '{}', ...more }));
  const policy = (Statement: readonly PolicyStatement[]) =>
    owner.send(new PutBucketPolicyCommand({ Bucket: BUCKET, Policy: JSON.stringify(document(Statement)) }));
  aws.setServiceControlPolicies(account, undefined);
  if (object === 'default') await put(owner);
  if (object === 'aes') await put(owner, { ServerSideEncryption: 'AES256' });
  if (object === 'other key') await put(owner, { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: OTHER_KEY });
  if (object === 'managed key') await put(owner, { ServerSideEncryption: 'aws:kms' });
  if (object === 'of the role account' || object === 'of a third account') {
    await policy([{ Effect: 'Allow', Principal: '*', Action: 's3:PutObject', Resource: `arn:aws:s3:::${BUCKET}/*` }]);
    const writer = object === 'of the role account' ? account : OTHER;
    await put(s3(aws, aws.rootCredentials(writer)), { ServerSideEncryption: 'AES256' });
  }
  if (bucket === undefined)
    await policy([
      { Effect: 'Allow', Principal: { AWS: STATE }, Action: 's3:GetObject', Resource: `arn:aws:s3:::${BUCKET}/none` },
    ]);
  else await policy(bucket);
  if (scp !== undefined) aws.setServiceControlPolicies(account, scp);
};

/** Diagnoses the world, as the root users of its accounts read it. */
export const diagnosed = async (aws: LocalAws, world: GeneratedState): Promise<Diagnosis> => {
  const compiled = compileCatalog(catalogOf(world), provePattern);
  if (compiled.kind === 'invalid') throw new Error(JSON.stringify(compiled.problems));
  const { catalog } = compiled;
  const io = { environment: {}, clock: aClock(NOW) } as unknown as Parameters<typeof openTerraform>[0];
  const examine = await openTerraform(io, catalog, {
    endpoint: aws.url,
    profileOf: () => undefined,
    keysOf: (account) => aws.rootCredentials(account),
  });
  const [bundle] = Object.values<Bundle>(catalog.bundles);
  if (bundle === undefined) throw new Error('no bundle');
  const [alice] = Object.values<Principal>(catalog.people);
  const diagnosis = diagnoseTerraform(await examine(bundle, alice));
  // Whether the user may assume the role is not compared here.
  return { ...diagnosis, steps: diagnosis.steps.filter(({ step, isOptional }) => step !== 'assume' && !isOptional) };
};

/** The calls of the backend by what they do, in its order. */
const callsOf = (world: GeneratedState) => {
  const encryption: Partial<PutObjectCommandInput> = world.hasKey
    ? { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KEY }
    : { ServerSideEncryption: 'AES256' };
  const at = { Bucket: BUCKET, Key: STATE_KEY };
  const lock = { Bucket: BUCKET, Key: LOCK };
  return {
    list: (client: S3Client) =>
      client.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'env:/', MaxKeys: 1000 })),
    read: (client: S3Client) => client.send(new HeadObjectCommand(at)),
    lock: (client: S3Client) => client.send(new PutObjectCommand({ ...lock, ...encryption, Body: '{}' })),
    inspect: (client: S3Client) => client.send(new GetObjectCommand(lock)),
    unlock: (client: S3Client) => client.send(new DeleteObjectCommand(lock)),
    write: (client: S3Client) => client.send(new PutObjectCommand({ ...at, ...encryption, Body: '{"serial":2}' })),
    'read again': (client: S3Client) => client.send(new GetObjectCommand(at)),
  };
};

export type CallName = keyof ReturnType<typeof callsOf>;

/** Makes the calls of Terraform as the role, until one is refused: the first that is, or undefined. */
export const firstRefused = async (aws: LocalAws, world: GeneratedState): Promise<CallName | undefined> => {
  const client = s3(aws, aws.issueSession({ roleArn: roleArn(world), sessionName: 'alice' }));
  for (const [name, call] of Object.entries(callsOf(world)))
    try {
      await call(client);
    } catch (error) {
      const { name: code, $metadata } = error as { name: string; $metadata?: { httpStatusCode?: number } };
      if (name === 'read' && $metadata?.httpStatusCode === 404) continue;
      // Terraform goes on with the default workspace.
      if (name === 'list' && $metadata?.httpStatusCode === 403) continue;
      if ($metadata?.httpStatusCode !== 403) throw new Error(`${name}: ${code}: ${(error as Error).message}`);
      return name as CallName;
    }
  return undefined;
};

/** The call that a step of the diagnosis is part of. */
export const callOfStep = ({ step, what, action }: Diagnosis['steps'][number]): CallName => {
  if (step === 'list') return 'list';
  if (step === 'read') return 'read';
  if (step === 'write') return action === 'kms:Decrypt' ? 'read again' : 'write';
  if (action === 's3:DeleteObject') return 'unlock';
  return action === 's3:GetObject' || action === 'kms:Decrypt' || what.startsWith('read') ? 'inspect' : 'lock';
};

/** Whether every error has changes that can be stored here; a world with another one is not compared after its changes. */
const isApplicable = ({ findings }: Diagnosis): boolean =>
  findings
    .filter(({ severity }) => severity === 'error')
    .every(({ changes }) => changes.length > 0 && changes.every(({ document }) => document !== 'permissions-boundary'));

/** Copies the object to itself with another key, as the printed command does. Returns whether its owner may use that key. */
const rewriteObject = async (owner: S3Client, key: unknown): Promise<boolean> => {
  const encryption: Partial<CopyObjectCommandInput> =
    key === 'AES256'
      ? { ServerSideEncryption: 'AES256' }
      : { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: String(key) };
  try {
    const at = { Bucket: BUCKET, Key: STATE_KEY, CopySource: `${BUCKET}/${STATE_KEY}` };
    await owner.send(new CopyObjectCommand({ ...at, ...encryption }));
    return true;
  } catch (error) {
    if ((error as Error).name === 'AccessDenied') return false;
    throw error;
  }
};

/** Stores what a diagnosis prints for its errors. Returns whether all of it could be stored. */
export const applyChanges = async (
  aws: LocalAws,
  { account, scp = [] }: GeneratedState,
  diagnosis: Diagnosis,
): Promise<boolean> => {
  if (!isApplicable(diagnosis) || diagnosis.findings.some(({ isDoubt }) => isDoubt)) return false;
  const owner = s3(aws, aws.rootCredentials(STATE));
  const kms = new KMSClient({
    endpoint: aws.url,
    region: REGION,
    credentials: aws.rootCredentials(STATE),
    maxAttempts: 1,
  });
  // The limits of the organization are lifted meanwhile, because they are those of the owner too.
  const controls = [...scp];
  aws.setServiceControlPolicies(account, undefined);
  for (const { document: kind, target, policy, policyName = 'terraform-state' } of diagnosis.policies) {
    const text = JSON.stringify(policy);
    if (kind === 'bucket-policy') await owner.send(new PutBucketPolicyCommand({ Bucket: target, Policy: text }));
    else if (kind === 'key-policy')
      await kms.send(new PutKeyPolicyCommand({ KeyId: target, PolicyName: 'default', Policy: text }));
    else if (kind === 'role-policy')
      aws.editRole(target, { inlinePolicies: { [policyName]: policy as PolicyDocument } });
    else if (kind === 'service-control-policy') {
      const index = Number(target.at(-1));
      controls[index] = policy as PolicyDocument;
    } else return false;
  }
  const isOwnerChanged = diagnosis.findings.some(
    ({ severity, changes }) => severity === 'error' && changes.some((one) => one.document === 'ownership-controls'),
  );
  if (isOwnerChanged)
    await owner.send(
      new PutBucketOwnershipControlsCommand({
        Bucket: BUCKET,
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      }),
    );
  const changes = diagnosis.findings.flatMap((one) => (one.severity === 'error' ? one.changes : []));
  const rewritten = changes.find(({ document: kind }) => kind === 'object-encryption');
  const isRewritten = rewritten === undefined || (await rewriteObject(owner, rewritten.value));
  if (controls.length > 0) aws.setServiceControlPolicies(account, controls);
  return isRewritten;
};
