import { partitionOf } from '../../names.ts';
import { placeText } from '../../text/findings/places.ts';
import { standingText } from '../../text/findings/standing.ts';
import { accountOfKey } from '../state-policies.ts';
import type { StateFacts, TerraformFacts } from './facts.ts';
import { openPrincipals } from './open-principals.ts';
import { openStatements } from './open-statements.ts';
import { isPublicGroup } from './ownership.ts';
import { broken, type StateProblem } from './problems.ts';

type Problems = Generator<StateProblem, void, void>;

function* openAcls(state: StateFacts): Problems {
  const { settings, bucket } = state;
  if (bucket.ownership.kind !== 'seen' || bucket.ownership.value === 'BucketOwnerEnforced') return;
  const known = Object.values(state.canonicalIds).flatMap((one) => (one.kind === 'seen' ? [one.value] : []));
  for (const [key, object] of Object.entries(state.objects)) {
    if (object.acl?.kind !== 'seen') continue;
    const owner = object.owner?.kind === 'seen' ? object.owner.value : undefined;
    const who = object.acl.value
      .filter(
        ({ grantee, permission }) =>
          /^(READ|FULL_CONTROL)$/.test(permission) && grantee !== owner && !known.includes(grantee),
      )
      .map(({ grantee }) => (isPublicGroup(grantee) ? standingText.everyone : standingText.canonical(grantee)));
    if (who.length > 0)
      yield broken('state_open_acl', { key, who, bucket: settings.bucket, account: settings.accountId });
  }
}

/** Access to the state that no request opens: bucket and key policies, ACLs, and the policies of the account of the bucket. */
export function* standingProblems(facts: TerraformFacts, state: StateFacts): Problems {
  const { settings, bucket } = state;
  const resource = `arn:${partitionOf(state.roleArn)}:s3:::${settings.bucket}/${settings.keys[0] ?? ''}`;
  if (bucket.policy.kind === 'seen' && bucket.policy.value !== undefined)
    yield* openStatements(
      bucket.policy.value,
      {
        action: 's3:GetObject',
        resource,
        account: settings.accountId,
        place: placeText.where({ document: 'bucket-policy', account: settings.accountId, target: settings.bucket }),
        how: standingText.read,
      },
      facts.managed,
    );
  for (const [key, { policy }] of Object.entries(state.keys))
    if (policy.kind === 'seen')
      yield* openStatements(
        policy.value,
        {
          action: 'kms:Decrypt',
          resource: key,
          account: accountOfKey(key),
          place: placeText.where({ document: 'key-policy', account: accountOfKey(key), target: key }),
          how: standingText.decrypt,
        },
        facts.managed,
      );
  yield* openAcls(state);
  yield* openPrincipals(facts, state);
}
