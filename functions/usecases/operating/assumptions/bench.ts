import { addSeconds } from '../../../core/time.ts';
import type { Statement } from '../../../core/trust/documents.ts';
import type { Answer } from '../lab-ports.ts';
import { documentOf, outcomeOf, ready, resultOf } from './answers.ts';
import { type BenchDeps, LAB_NAME, type LabUser, type UserKind } from './users.ts';

/** One look of a step: what the entry expects, and what AWS does. */
export interface Look {
  readonly key: string;
  readonly expected: string;
  readonly seen: string;
}

export interface LabRole {
  readonly name: string;
  readonly arn: string;
  readonly id: string;
}

const EVERY_MS = 1000;
const LOOK_SECONDS = 60;
/** Several servers answer, and each learns of a write at its own time. */
const STEADY = 3;

/** What a step works with. `Key` names its looks. */
export interface Bench<Key extends string = string> extends BenchDeps {
  user(kind: UserKind): Promise<LabUser>;
  /** A role that is removed after the step. Throws NotTried if IAM refuses it. */
  role(suffix: string, ...trust: readonly Statement[]): Promise<LabRole>;
  /** Repeats a call that must be allowed until IAM has applied the writes before it. Throws NotTried if it never is. */
  ready<Value>(attempt: () => Promise<Answer<Value>>): Promise<Value>;
  /** Compares what AWS does with what the entry expects, until it is steady. */
  look(key: Key, expected: string, attempt: () => Promise<Answer>): Promise<void>;
  read(key: Key, expected: string, read: () => Promise<string>): Promise<void>;
  /** Records what was seen once, where a second try would find the result of the first. */
  record(key: Key, expected: string, seen: string): void;
}

/** A bench for one step, with its looks and the roles that it made. */
export const createBench = (deps: BenchDeps, step: string, user: Bench['user']) => {
  const { lab, clock } = deps;
  const looks: Look[] = [];
  const roles: LabRole[] = [];

  const read: Bench['read'] = async (key, expected, once) => {
    const limit = addSeconds(clock.now(), LOOK_SECONDS);
    for (let steady = 0; ; ) {
      const seen = await once();
      steady = seen === expected ? steady + 1 : 0;
      if (steady === STEADY || clock.now() >= limit) {
        // An answer that only came at the end is not steady, so it proves nothing.
        looks.push({ key, expected, seen: seen === expected && steady < STEADY ? 'mixed' : seen });
        return;
      }
      await clock.pause(EVERY_MS);
    }
  };

  const bench: Bench = {
    ...deps,
    user,
    role: async (suffix, ...trust) => {
      const name = `${LAB_NAME}-${step}-${suffix}`.slice(0, 64);
      const made = { name, ...resultOf('iam:CreateRole', await lab.createRole(name, documentOf(...trust))) };
      roles.push(made);
      return made;
    },
    ready: (attempt) => ready(clock, attempt),
    read,
    record: (key, expected, seen) => {
      looks.push({ key, expected, seen });
    },
    look: (key, expected, attempt) => read(key, expected, async () => outcomeOf(await attempt())),
  };
  return { bench, looks, roles };
};
