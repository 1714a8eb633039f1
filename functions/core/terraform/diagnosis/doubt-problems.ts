import type { NotSeen } from '../../doctor/facts.ts';
import type { RoleArn } from '../../names.ts';
import type { Doubt } from '../../policy/verdict.ts';
import { conditionText, placeText } from '../../text/findings/places.ts';
import { additions } from './additions.ts';
import type { TerraformCall } from './calls.ts';
import { placeOf } from './changes.ts';
import type { JudgedCall } from './judge.ts';
import { doubtful, type StateProblem } from './problems.ts';

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
    const isGrant = doubt?.side === 'resource' && doubt.lacks && call.decidable?.grant?.unread.includes(fact) === true;
    const changes = isGrant ? additions('resource', 0, calls, roleArn) : [];
    const fix = isGrant ? placeText.unlessGrant(fact.fix, JSON.stringify(changes[0]?.statement)) : fact.fix;
    return doubtful('state_not_looked_at', { subject, why: fact.why, fix }, changes);
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
            uses: distinct(calls.map(({ what }) => what)).join(', '),
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

/** An object of another account whose ACL could not be read: the role can read it if the bucket owns it. */
const ownerReason = (key: string, { why, fix }: NotSeen, call: TerraformCall): Reason => ({
  key: ['owner', key, why].join('\n'),
  call,
  make: () => doubtful('state_not_looked_at', { subject: placeText.owner(key), why, fix }),
});

const ownReasons = ({ call }: JudgedCall, roleArn: RoleArn): readonly Reason[] => {
  const owner = call.ofOwner?.truth === 'unknown' ? call.ofOwner : undefined;
  return [
    ...(call.unread === undefined
      ? []
      : [unreadReason(placeText.encryption(call.what), call.unread, undefined, call, roleArn)]),
    ...(owner?.unread === undefined ? [] : [ownerReason(owner.key, owner.unread, call)]),
  ];
};

/** One problem for each thing that could not be judged. */
export const doubtProblems = (judged: readonly JudgedCall[], roleArn: RoleArn): readonly StateProblem[] => {
  const reasons = judged.flatMap((one) =>
    [...one.doubts.flatMap((doubt) => doubtReasons(doubt, one.call, roleArn)), ...ownReasons(one, roleArn)].map(
      (reason) => ({ ...reason, step: one.index }),
    ),
  );
  return [...Map.groupBy(reasons, ({ key }) => key).values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ ...first.make(group.map(({ call }) => call)), step: first.step }];
  });
};
