import type { NotSeen } from '../../doctor/facts.ts';
import type { RoleArn } from '../../names.ts';
import type { Doubt } from '../../policy/verdict.ts';
import { conditionText, placeText } from '../../text/findings/places.ts';
import { additions } from './additions.ts';
import type { TerraformCall } from './calls.ts';
import { placeOf } from './changes.ts';
import type { StateFacts } from './facts.ts';
import type { JudgedCall } from './judge.ts';
import { doubtful, type StateProblem, unreadProblem } from './problems.ts';
import { enforceOwnership } from './state-problems.ts';

const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)];

interface Reason {
  readonly key: string;
  readonly call: TerraformCall;
  readonly make: (calls: readonly TerraformCall[]) => StateProblem;
}

/** The policies of a side that could not be read. */
const subjectOf = ({ side }: Doubt, { decidable, resource, action }: TerraformCall): string => {
  const caller = decidable?.request.caller;
  switch (side) {
    case 'scp':
      return placeText.scp(caller?.accountId ?? '');
    case 'rcp':
      return placeText.rcp(decidable?.resourceAccount ?? '');
    case 'identity':
    case 'boundary':
      return placeText.permissions(caller?.arn ?? '');
    case 'resource':
      return action.startsWith('kms:')
        ? placeText.key(resource)
        : action.startsWith('sts:')
          ? placeText.trust(resource)
          : placeText.bucket(resource.split(':::')[1]?.split('/')[0] ?? '');
    default:
      return side satisfies never;
  }
};

/** A part that could not be read. What would be missing if nothing allows it is added to the fix. */
const unreadReason = (
  subject: string,
  fact: NotSeen,
  doubt: Doubt | undefined,
  call: TerraformCall,
  roleArn: RoleArn,
): Reason => ({
  key: ['unread', subject, fact.why].join('\n'),
  call,
  make: (calls) => {
    // Only a grant that could not be read may replace a statement of the key policy that was read.
    const { resource, grant } = call.decidable ?? {};
    const isRead = resource?.unread.length === 0;
    const isGrant = doubt?.side === 'resource' && doubt.lacks && isRead && grant?.unread.includes(fact) === true;
    const changes = isGrant ? additions('resource', 0, calls, roleArn) : [];
    const fix = isGrant ? placeText.unlessGrant(JSON.stringify(changes[0]?.statement)) : '';
    return unreadProblem(subject, fact, changes, fix);
  },
});

const doubtReasons = (doubt: Doubt, call: TerraformCall, roleArn: RoleArn): readonly Reason[] => {
  const { judged, lacks, side } = doubt;
  const unread = judged.unread.map((fact) => {
    const isGrant = call.decidable?.grant?.unread.includes(fact) === true;
    return unreadReason(isGrant ? placeText.grants(call.resource) : subjectOf(doubt, call), fact, doubt, call, roleArn);
  });
  const effect = lacks ? 'Allow' : 'Deny';
  const open = judged.hits.filter(({ statement, truth }) => statement.Effect === effect && truth === 'unknown');
  const conditional = open.map((hit): Reason => {
    const where = placeText.where(placeOf(hit.source));
    const unknown = hit.conditions.filter(({ truth }) => truth === 'unknown');
    const code = hit.source.kind === 'inline' || hit.source.kind === 'managed' ? 'role' : hit.source.kind;
    return {
      key: ['condition', JSON.stringify(hit.source), hit.index].join('\n'),
      call,
      make: (calls) =>
        doubtful(
          'state_conditional',
          {
            where,
            statement: hit.statement.Sid ?? `${hit.index + 1}`,
            uses: placeText.uses(distinct(calls.map(({ what }) => what))),
            conditions: conditionText.unknown(unknown),
            keys: distinct(unknown.map(({ key }) => key)),
          },
          [],
          `state_${side === 'identity' ? 'role' : code}_conditional`,
        ),
    };
  });
  return [...unread, ...conditional];
};

/** An object whose owner or ACL could not be read: the role can read it if the bucket owns it. */
const ownerReason = (key: string, fact: NotSeen, call: TerraformCall, state: StateFacts | undefined): Reason => ({
  key: ['owner', key, fact.why].join('\n'),
  call,
  make: () =>
    unreadProblem(
      placeText.owner(key),
      fact,
      state === undefined ? [] : [enforceOwnership(state)],
      placeText.orEnforce,
    ),
});

/** An object that another account owns: policies do not count, and its ACL could not be read. */
const foreignOwnerReason = (key: string, call: TerraformCall, state: StateFacts): Reason => {
  const { bucket, accountId: account } = state.settings;
  const owner = state.objects[key]?.owner;
  const values = { key, owner: owner?.kind === 'seen' ? owner.value : '', bucket, account };
  return {
    key: `foreign owner\n${key}`,
    call,
    make: () => doubtful('state_object_owner_acl', values, [enforceOwnership(state)]),
  };
};

const ofOwnerReasons = (call: TerraformCall, state: StateFacts | undefined): readonly Reason[] => {
  const { ofOwner } = call;
  if (ofOwner?.truth !== 'unknown') return [];
  if (ofOwner.isForeign === 'yes' && state !== undefined) return [foreignOwnerReason(ofOwner.key, call, state)];
  return ofOwner.unread === undefined ? [] : [ownerReason(ofOwner.key, ofOwner.unread, call, state)];
};

const ownReasons = ({ call }: JudgedCall, roleArn: RoleArn, state: StateFacts | undefined): readonly Reason[] => {
  const { unread, action, what, resource } = call;
  const subject = action === 'sts:AssumeRole' ? placeText.role(resource) : placeText.encryption(what);
  return [
    ...(unread === undefined ? [] : [unreadReason(subject, unread, undefined, call, roleArn)]),
    ...ofOwnerReasons(call, state),
  ];
};

/** One problem for each thing that could not be judged. */
export const doubtProblems = (
  judged: readonly JudgedCall[],
  roleArn: RoleArn,
  state: StateFacts | undefined,
): readonly StateProblem[] => {
  const reasons = judged.flatMap((one) =>
    [...one.doubts.flatMap((doubt) => doubtReasons(doubt, one.call, roleArn)), ...ownReasons(one, roleArn, state)].map(
      (reason) => ({ ...reason, step: one.index }),
    ),
  );
  return [...Map.groupBy(reasons, ({ key }) => key).values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ ...first.make(group.map(({ call }) => call)), step: first.step }];
  });
};
