import type { Statement } from '../../../core/trust/documents.ts';
import type { Clock } from '../../ports.ts';
import type { Lab, LabKeys } from '../lab-ports.ts';
import { documentOf, ready, resultOf } from './answers.ts';

/** The prefix of all test users, roles and devices. */
export const LAB_NAME = 'assume-bot-assumptions';

export interface LabUser {
  readonly name: string;
  readonly arn: string;
  readonly keys: LabKeys;
}

/** `bounded` has a permissions boundary that does not allow sts:AssumeRole; `free` has no policy at all. */
export type UserKind = 'one' | 'two' | 'three' | 'bounded' | 'free';

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
