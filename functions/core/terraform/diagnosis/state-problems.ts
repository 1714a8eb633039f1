import { defined } from '../../defined.ts';
import { accountOf } from '../../names.ts';
import { placeText } from '../../text/findings/places.ts';
import { isNamedKeyFixed } from './aws-managed-key.ts';
import type { Change } from './changes.ts';
import type { StateFacts } from './facts.ts';
import type { JudgedCall } from './judge.ts';
import { ownerAccess } from './ownership.ts';
import { broken, type StateProblem, unreadProblem } from './problems.ts';

type Problems = Generator<StateProblem, void, void>;

const ENFORCED = 'BucketOwnerEnforced';

export const enforceOwnership = ({ settings: { bucket, accountId } }: StateFacts): Change => ({
  document: 'ownership-controls',
  account: accountId,
  target: bucket,
  kind: 'replace',
  value: ENFORCED,
  command: [
    ...['aws', 's3api', 'put-bucket-ownership-controls', '--bucket', bucket],
    ...['--ownership-controls', `Rules=[{ObjectOwnership=${ENFORCED}}]`],
  ],
});

/** `at`: the state in the catalog, such as `bundles.terraform-prod.terraform.state`. */
const inCatalog = (at: string, account: string, setting: string, value: unknown): Change => ({
  document: 'catalog',
  account,
  target: `${at}.${setting}`,
  kind: 'replace',
  value,
});

const enableKey = (key: string): Change => ({
  document: 'key-state',
  account: key.split(':')[4] ?? '',
  target: key,
  kind: 'replace',
  value: 'Enabled',
  command: ['aws', 'kms', 'enable-key', '--key-id', key, '--region', key.split(':')[3] ?? ''],
});

export const regionOf = ({ bucket, settings }: StateFacts): string =>
  bucket.region.kind === 'seen' ? bucket.region.value : settings.region;

/** The position of the first call that a problem is about. */
const stepOf = (judged: readonly JudgedCall[], isMeant: (one: JudgedCall) => boolean) =>
  defined({ step: judged.find(isMeant)?.index });

/** Problems of the bucket itself. */
export function* bucketProblems(at: string, state: StateFacts, judged: readonly JudgedCall[]): Problems {
  const { settings, bucket } = state;
  const { accountId: account } = settings;
  if (bucket.policy.kind === 'missing')
    return yield broken('state_bucket_missing', { bucket: settings.bucket, account });
  if (bucket.region.kind === 'not_seen') {
    yield unreadProblem(placeText.region(settings.bucket), bucket.region);
  }
  const region = regionOf(state);
  if (region !== settings.region)
    yield {
      ...broken('state_region', { bucket: settings.bucket, named: settings.region, found: region, at }, [
        inCatalog(at, account, 'region', region),
      ]),
      ...stepOf(judged, () => true),
    };
}

/** Problems of the keys that policies do not decide. */
export function* keyProblems(at: string, state: StateFacts, judged: readonly JudgedCall[]): Problems {
  const region = regionOf(state);
  const { settings } = state;
  for (const [key, { policy, description }] of Object.entries(state.keys)) {
    const found = key.split(':')[3] ?? '';
    const step = stepOf(judged, ({ call }) => call.resource === key);
    if (found !== region) {
      const isNamed = key === settings.kmsKey;
      const own = defaultKey(state);
      const change = isNamed && own !== undefined ? [inCatalog(at, settings.accountId, 'kmsKey', own)] : [];
      yield { ...broken('state_key_region', { key, found, bucket: settings.bucket, region, at }, change), ...step };
    } else if (policy.kind === 'missing') yield { ...broken('state_key_missing', { key }), ...step };
    else if (description.kind === 'not_seen') {
      yield { ...unreadProblem(placeText.keyState(key), description), ...step };
    } else if (description.kind === 'seen' && description.value.state !== 'Enabled')
      yield {
        ...broken('state_key_disabled', { key, state: description.value.state, region }, [enableKey(key)]),
        ...step,
      };
    else if (key === settings.kmsKey && isNamedKeyFixed(state))
      yield { ...broken('state_key_fixed', { key, account: accountOf(state.roleArn), region, at }), ...step };
  }
}

/** The key that the bucket encrypts with by default, as an ARN of its region. */
const defaultKey = (state: StateFacts): string | undefined => {
  const { encryption } = state.bucket;
  const key = encryption.kind === 'seen' ? encryption.value?.kmsKey : undefined;
  return key?.startsWith('arn:') && key.includes(':key/') && key.split(':')[3] === regionOf(state) ? key : undefined;
};

/** Objects that belong to another account than the bucket. */
export function* ownerProblems(state: StateFacts, judged: readonly JudgedCall[]): Problems {
  const { settings, roleArn } = state;
  const refused = judged.flatMap(({ call: { ofOwner } }) => (ofOwner?.truth === 'no' ? [ofOwner.key] : []));
  for (const key of refused) {
    const owner = state.objects[key]?.owner;
    const { bucket, accountId: account } = settings;
    const values = { key, owner: owner?.kind === 'seen' ? owner.value : '', bucket, account };
    yield {
      ...broken('state_object_owner', values, [enforceOwnership(state)]),
      ...stepOf(judged, ({ call }) => call.ofOwner?.key === key),
    };
  }
  const { ownership } = state.bucket;
  const isForeign = Object.values(state.objects).some(
    (object) => ownerAccess(state, object, accountOf(roleArn)) !== undefined,
  );
  const isDoubted = judged.some(({ call: { ofOwner } }) => ofOwner?.truth === 'unknown' && ofOwner.isForeign === 'yes');
  if (refused.length > 0 || isDoubted || ownership.kind === 'not_seen' || ownership.value === ENFORCED) return;
  if (isForeign || settings.accountId !== accountOf(roleArn))
    yield broken('state_ownership', { bucket: settings.bucket, account: settings.accountId }, [
      enforceOwnership(state),
    ]);
}

/** Differences between the bucket and the catalog that do not stop Terraform. */
export function* settingProblems(at: string, state: StateFacts): Problems {
  const { bucket, settings, roleArn } = state;
  if (bucket.encryption.kind === 'not_seen') {
    if (settings.kmsKey === undefined) return;
    return yield unreadProblem(placeText.bucketKey(settings.bucket), bucket.encryption);
  }
  const { value: encryption } = bucket.encryption;
  if (
    encryption?.algorithm === 'aws:kms' &&
    encryption.kmsKey === undefined &&
    settings.accountId !== accountOf(roleArn)
  )
    return yield broken('state_default_key_fixed', { bucket: settings.bucket, key: settings.kmsKey });
  const key = defaultKey(state);
  const isElsewhere = settings.kmsKey !== undefined && settings.kmsKey.split(':')[3] !== regionOf(state);
  if (key === undefined || key === settings.kmsKey || isElsewhere) return;
  if (settings.kmsKey === undefined)
    return yield broken('state_key_unnamed', { key, at }, [inCatalog(at, settings.accountId, 'kmsKey', key)]);
  yield broken('state_key_other', { key, named: settings.kmsKey }, [inCatalog(at, settings.accountId, 'kmsKey', key)]);
}
