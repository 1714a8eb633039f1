import { defined } from '../../defined.ts';
import type { RoleArn } from '../../names.ts';
import type { SourcedHit } from '../../policy/sides.ts';
import type { Break, Side } from '../../policy/verdict.ts';
import { conditionText, placeText } from '../../text/findings/places.ts';
import type { Statement } from '../../trust/documents.ts';
import { additions, targetOf } from './additions.ts';
import type { TerraformCall } from './calls.ts';
import { type Change, placeOf } from './changes.ts';
import { exempting } from './exemptions.ts';
import type { JudgedCall } from './judge.ts';
import { broken, type StateProblem } from './problems.ts';

const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)];
const json = (statements: readonly (Statement | undefined)[]): string =>
  statements.map((one) => JSON.stringify(one)).join(', ');
const usesOf = (calls: readonly TerraformCall[]): string => placeText.uses(distinct(calls.map(({ what }) => what)));

/** The side as part of a code. */
const CODES: Readonly<Record<Side, string>> = {
  scp: 'scp',
  rcp: 'rcp',
  identity: 'role',
  boundary: 'boundary',
  resource: 'resource',
};

const codeOf = (side: Side, calls: readonly TerraformCall[]): string => {
  if (side === 'identity' && calls[0]?.decidable?.request.caller.kind === 'user') return 'user';
  if (side !== 'resource') return CODES[side];
  const action = calls[0]?.action ?? '';
  return action.startsWith('s3:') ? 'bucket' : action.startsWith('kms:') ? 'key' : 'trust';
};

const failing = ({ conditions }: SourcedHit) => conditions.filter(({ truth }) => truth === 'no');

/** The statement that would allow a call if its conditions held, with the conditions that do not. */
const nearText = (near: readonly SourcedHit[]): string => {
  const [first] = near.filter((hit) => failing(hit).length > 0);
  return first === undefined ? '' : conditionText.near(first.statement.Sid ?? `${first.index + 1}`, failing(first));
};

type Missing = Extract<Break, { kind: 'missing' }>;

const missingProblem = (
  { side, level }: Missing,
  calls: readonly TerraformCall[],
  near: readonly SourcedHit[],
  roleArn: RoleArn,
): StateProblem => {
  const changes = additions(side, level, calls, roleArn);
  const [change] = changes;
  const place = change ?? { document: 'service-control-policy' as const, target: '', account: '' };
  return broken(
    'state_lacks',
    {
      where: placeText.where(place),
      addTo: placeText.addTo(place),
      uses: usesOf(calls),
      actions: distinct(calls.map(({ action }) => action)).join(', '),
      statements: json(changes.map(({ statement }) => statement)),
      near: nearText(near),
    },
    changes,
    `state_${codeOf(side, calls)}_lacks`,
  );
};

const deniedProblem = (
  side: Side,
  hit: SourcedHit,
  calls: readonly TerraformCall[],
  callerArn: string,
): StateProblem => {
  const place = placeOf(hit.source);
  const statement = exempting(hit, callerArn, calls);
  const change: Change = {
    ...place,
    kind: statement === undefined ? 'remove' : 'replace',
    was: hit.statement,
    index: hit.index,
    ...(statement === undefined ? {} : { statement }),
  };
  return broken(
    'state_denies',
    {
      where: placeText.where(place),
      addTo: placeText.addTo(place),
      uses: usesOf(calls),
      was: json([hit.statement]),
      statement: statement === undefined ? '' : json([statement]),
    },
    [change],
    `state_${codeOf(side, calls)}_denies`,
  );
};

const breakKey = (one: Break, { call }: JudgedCall): string => {
  if (one.kind === 'denied') return ['denied', JSON.stringify(one.hit.source), one.hit.index].join('\n');
  const place = targetOf(one.side, one.level, call);
  return ['missing', one.side, one.level, JSON.stringify(place ?? call.resource)].join('\n');
};

/** The first call that stops Terraform. If Terraform goes on without all of them, the problem is a warning. */
const about = (
  group: readonly { readonly index: number; readonly call: TerraformCall }[],
): Pick<StateProblem, 'step'> & Partial<StateProblem> => {
  const stop = group.find(({ call }) => !call.isOptional);
  return stop === undefined ? { severity: 'warning', ...defined({ step: group[0]?.index }) } : { step: stop.index };
};

/** One problem for each denying statement, and for each document that lacks statements, in the order of the calls. */
export const breakProblems = (judged: readonly JudgedCall[], roleArn: RoleArn): readonly StateProblem[] => {
  const each = judged.flatMap((one) =>
    one.breaks.map((reason) => ({ reason, call: one.call, index: one.index, key: breakKey(reason, one) })),
  );
  return [...Map.groupBy(each, ({ key }) => key).values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const calls = group.map(({ call }) => call);
    const { reason } = first;
    if (reason.kind === 'denied') {
      const caller = first.call.decidable?.request.caller.arn ?? roleArn;
      return [{ ...deniedProblem(reason.side, reason.hit, calls, caller), ...about(group) }];
    }
    const near = group.flatMap((one) => (one.reason.kind === 'missing' ? one.reason.near : []));
    return [{ ...missingProblem(reason, calls, near, roleArn), ...about(group) }];
  });
};
