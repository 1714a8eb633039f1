import { assumptionText } from '../../../core/text/cli/assumptions.ts';
import { addSeconds } from '../../../core/time.ts';
import { POLICY_VERSION, type PolicyDocument, type Statement } from '../../../core/trust/documents.ts';
import type { Clock } from '../../ports.ts';
import type { Answer, Lab, LabKeys } from '../lab-ports.ts';

/** The prefix of all test users, roles and devices. */
export const LAB_NAME = 'assume-bot-assumptions';

/** One look of a step: what the entry expects, and what AWS does. */
export interface Look {
  readonly key: string;
  readonly expected: string;
  readonly seen: string;
}

/** A step could not be tried. */
export class NotTried extends Error {
  override readonly name = 'NotTried';
}

export interface LabUser {
  readonly name: string;
  readonly arn: string;
  readonly keys: LabKeys;
}

export interface LabRole {
  readonly name: string;
  readonly arn: string;
  readonly id: string;
}

/** `bounded` has a permissions boundary that does not allow sts:AssumeRole; `free` has no policy at all. */
export type UserKind = 'one' | 'two' | 'three' | 'bounded' | 'free';

const EVERY_MS = 1000;
/** IAM takes seconds to apply a write; the Terraform provider waits for up to two minutes. */
const WRITE_SECONDS = 120;
const LOOK_SECONDS = 60;
/** Several servers answer, and each learns of a write at its own time. */
const STEADY = 3;

export const documentOf = (...statements: readonly Statement[]): PolicyDocument => ({
  Version: POLICY_VERSION,
  Statement: statements,
});

/** The value of an answer. Throws NotTried for a refusal. */
export const resultOf = <Value>(call: string, answer: Answer<Value>): Value => {
  if (answer.kind === 'ok') return answer.value;
  throw new NotTried(assumptionText.refusedCall(call, answer.code, answer.message));
};

/** `allowed`, `refused` for AccessDenied, otherwise the error code. */
export const outcomeOf = (answer: Answer): string =>
  answer.kind === 'ok' ? 'allowed' : answer.code === 'AccessDenied' ? 'refused' : answer.code;

export interface BenchDeps {
  readonly lab: Lab;
  readonly clock: Clock;
}

/** Keeps the users of a run. Each is created when a step first needs it. */
export const createUsers = ({ lab, clock }: BenchDeps) => {
  const made = new Map<UserKind, Promise<LabUser>>();

  const make = async (kind: UserKind): Promise<LabUser> => {
    const name = `${LAB_NAME}-${kind}`;
    const boundary = kind === 'bounded' ? `arn:${lab.partition}:iam::aws:policy/IAMReadOnlyAccess` : undefined;
    const { arn } = resultOf('iam:CreateUser', await lab.createUser(name, boundary));
    const statements: Statement[] = [
      { Effect: 'Allow', Action: 'iam:GetUser', Resource: arn },
      {
        Effect: 'Allow',
        Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
        Resource: `arn:${lab.partition}:iam::${lab.account}:role/${LAB_NAME}/*`,
      },
    ];
    if (kind !== 'free')
      resultOf('iam:PutUserPolicy', await lab.putUserPolicy(name, 'assume', documentOf(...statements)));
    const keys = resultOf('iam:CreateAccessKey', await lab.createAccessKey(name));
    const user = { name, arn, keys };
    if (kind !== 'free') await ready(clock, () => lab.getUser(name, keys));
    return user;
  };

  return (kind: UserKind): Promise<LabUser> => {
    const user = made.get(kind) ?? make(kind);
    made.set(kind, user);
    return user;
  };
};

const ready = async <Value>(clock: Clock, attempt: () => Promise<Answer<Value>>): Promise<Value> => {
  const limit = addSeconds(clock.now(), WRITE_SECONDS);
  for (;;) {
    const answer = await attempt();
    if (answer.kind === 'ok') return answer.value;
    if (clock.now() >= limit) throw new NotTried(assumptionText.neverAllowed(answer.code, answer.message));
    await clock.pause(EVERY_MS);
  }
};

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
        looks.push({ key, expected, seen });
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
    look: (key, expected, attempt) => read(key, expected, async () => outcomeOf(await attempt())),
  };
  return { bench, looks, roles };
};
