import type { Statement } from '../../../core/trust/documents.ts';
import type { AssumeInput, Lab } from '../lab-ports.ts';
import type { Bench } from './bench.ts';
import { admits } from './statements.ts';
import type { LabUser, UserKind } from './users.ts';

/** One question about a trust policy: the statements for one session name, and whether they admit a user under it. */
export interface TrustLook {
  readonly expected: 'allowed' | 'refused';
  readonly statements: (lab: Lab, sessionName: string, user: LabUser) => readonly Statement[];
  readonly as?: UserKind;
  readonly input?: Partial<AssumeInput>;
}

const CONTROL = 'control';

/**
 * Asks all questions in one trust policy. A control statement in the same document shows when IAM has applied it, so that a
 * refusal is never mistaken for a policy that is not there yet.
 */
export const trustLooks =
  <Key extends string>(looks: Readonly<Record<Key, TrustLook>>, extra: (lab: Lab) => readonly Statement[] = () => []) =>
  async (bench: Bench<Key>): Promise<void> => {
    const { lab } = bench;
    const one = await bench.user('one');
    const asked: [Key, TrustLook, LabUser][] = [];
    for (const [key, look] of Object.entries<TrustLook>(looks) as [Key, TrustLook][])
      asked.push([key, look, await bench.user(look.as ?? 'one')]);
    const questions = asked.flatMap(([key, { statements }, user]) => statements(lab, key, user));
    const role = await bench.role('t', admits(lab, CONTROL), ...extra(lab), ...questions);
    await bench.ready(() => lab.assume(one.keys, { roleArn: role.arn, sessionName: CONTROL }));
    for (const [key, { expected, input }, { keys }] of asked)
      await bench.look(key, expected, () => lab.assume(keys, { roleArn: role.arn, sessionName: key, ...input }));
  };
