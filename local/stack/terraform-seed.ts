import type { PolicyDocument } from '@assume-bot/local-aws/policy/document';
import type { AccountSeed } from '@assume-bot/local-aws/seed-types';

/** A policy as JSON that the bot prints. */
interface Printed {
  readonly Version?: string;
  readonly Statement: readonly object[];
}

/** The policies of remote states of Terraform, as the bot prints them for operators. */
export interface StackStates {
  readonly roles: readonly { readonly arn: string; readonly policy: Printed }[];
  readonly buckets: readonly {
    readonly name: string;
    readonly accountId: string;
    readonly region: string;
    readonly kmsKey?: string;
    readonly policy: Printed;
  }[];
  readonly keys: readonly { readonly arn: string; readonly accountId: string; readonly policy: Printed }[];
}

export const asPolicy = (printed: Printed): PolicyDocument => printed as PolicyDocument;

/** What AWS writes into the policy of a new key: policies of its account decide. */
const ofOwnAccount = (accountId: string) => ({
  Effect: 'Allow' as const,
  Principal: { AWS: `arn:aws:iam::${accountId}:root` },
  Action: 'kms:*',
  Resource: '*',
});

/** The state buckets and KMS keys of a catalog, by account, with the printed policies. */
export const stateAccounts = ({ buckets, keys }: StackStates): readonly AccountSeed[] =>
  [...new Set([...buckets, ...keys].map(({ accountId }) => accountId))].map((id) => ({
    id,
    buckets: buckets
      .filter(({ accountId }) => accountId === id)
      .map(({ name, region, policy, kmsKey }) => ({
        name,
        region,
        policy: asPolicy(policy),
        ...(kmsKey === undefined ? {} : { kmsKeyArn: kmsKey }),
      })),
    kmsKeys: keys
      .filter(({ accountId }) => accountId === id)
      .map(({ arn, policy }) => ({
        arn,
        policy: asPolicy({ ...policy, Statement: [ofOwnAccount(id), ...policy.Statement] }),
      })),
  }));
