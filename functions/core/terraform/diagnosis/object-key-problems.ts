import { defined } from '../../defined.ts';
import type { RoleArn } from '../../names.ts';
import { accountOfKey } from '../state-policies.ts';
import { breakProblems } from './break-problems.ts';
import type { Change } from './changes.ts';
import type { StateFacts } from './facts.ts';
import type { JudgedCall } from './judge.ts';
import { broken, type StateProblem } from './problems.ts';

/** Copies the object to itself. `found`: its key, which its own account can decrypt with. */
const rewrite = ({ settings: { bucket, kmsKey } }: StateFacts, key: string, found: string): Change => {
  const at = `s3://${bucket}/${key}`;
  const sse = kmsKey === undefined ? ['--sse', 'AES256'] : ['--sse', 'aws:kms', '--sse-kms-key-id', kmsKey];
  return {
    document: 'object-encryption',
    account: accountOfKey(found),
    target: at,
    kind: 'replace',
    value: kmsKey ?? 'AES256',
    command: ['aws', 's3', 'cp', at, at, ...sse],
  };
};

/** Reads of states that another key than that of the catalog encrypts, and the role may not use. */
const isOfOtherKey =
  ({ settings }: StateFacts) =>
  ({ call: { step, action, resource }, breaks }: JudgedCall): boolean =>
    step === 'read' && action === 'kms:Decrypt' && resource !== settings.kmsKey && breaks.length > 0;

/** The problems of the state, with objects of other keys explained as such. */
export const withObjectKeys = (
  state: StateFacts,
  judged: readonly JudgedCall[],
  roleArn: RoleArn,
): readonly StateProblem[] => {
  const isOther = isOfOtherKey(state);
  const others = Map.groupBy(judged.filter(isOther), ({ call }) => call.resource);
  const { bucket, kmsKey: named } = state.settings;
  const explain = (found: string, calls: readonly JudgedCall[]): StateProblem => {
    const keys = [...new Set(calls.flatMap(({ call }) => call.key ?? []))];
    const description = state.keys[found]?.description;
    const inner = breakProblems(calls, roleArn);
    const statements = inner.map(({ fix }) => fix).join(' ');
    const values = { key: keys.join(', '), found, named, bucket, statements, account: accountOfKey(found) };
    const added = inner.flatMap(({ changes }) => changes);
    const rewritten = keys.map((one) => rewrite(state, one, found));
    return description?.kind === 'seen' && description.value.isAwsManaged
      ? broken('state_object_key_fixed', values, rewritten)
      : broken('state_object_key', values, added);
  };
  const explained = [...others].map(([found, calls]) => ({
    ...explain(found, calls),
    ...defined({ step: calls[0]?.index }),
  }));
  return [
    ...explained,
    ...breakProblems(
      judged.filter((one) => !isOther(one)),
      roleArn,
    ),
  ];
};
