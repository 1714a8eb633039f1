import type { AccountSeed, BucketSeed, KmsKeySeed } from '@assume-bot/local-aws/seed-types';

/** A remote state of Terraform, as the compiled catalog names it. */
export interface StackState {
  readonly role: string;
  readonly bucket: string;
  /** The region of the bucket. */
  readonly region?: string;
  readonly keys: readonly string[];
  readonly kmsKey?: string;
  readonly accountId: string;
}

/** The Terraform part of a catalog: the states, and the roles that open them. */
export interface StackTerraform {
  readonly roles: Readonly<Record<string, { readonly arn: string }>>;
  readonly bundles?:
    | Readonly<Record<string, { readonly description?: string; readonly terraform?: { readonly state?: StackState } }>>
    | undefined;
}

const statesOf = ({ bundles = {} }: StackTerraform): readonly StackState[] =>
  Object.values(bundles).flatMap(({ terraform }) => terraform?.state ?? []);

const keyAccount = (arn: string): string => arn.split(':')[4] ?? '';

const OBJECT_ACTIONS = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'];

/**
 * The permissions of a state role, as its Terraform code would define them; undefined for a role that opens no state.
 */
export const statePolicyOf = (catalog: StackTerraform, roleName: string) => {
  const states = statesOf(catalog).filter(({ role }) => role === roleName);
  if (states.length === 0) return undefined;
  const allow = (action: readonly string[], resource: readonly string[]) => ({
    Effect: 'Allow' as const,
    Action: [...action],
    Resource: [...resource],
  });
  const kmsKeys = states.flatMap(({ kmsKey }) => kmsKey ?? []);
  return {
    Version: '2012-10-17' as const,
    Statement: [
      allow(
        ['s3:ListBucket'],
        states.map(({ bucket }) => `arn:aws:s3:::${bucket}`),
      ),
      allow(
        ['s3:GetObject', 's3:PutObject'],
        states.flatMap(({ bucket, keys }) => keys.map((key) => `arn:aws:s3:::${bucket}/${key}`)),
      ),
      allow(
        OBJECT_ACTIONS,
        states.flatMap(({ bucket, keys }) => keys.map((key) => `arn:aws:s3:::${bucket}/${key}.tflock`)),
      ),
      ...(kmsKeys.length === 0 ? [] : [allow(['kms:Decrypt', 'kms:GenerateDataKey'], kmsKeys)]),
    ],
  };
};

/** The state buckets of an account. The account owns them and lets the state roles access them. */
const bucketsOf = (catalog: StackTerraform, accountId: string): readonly BucketSeed[] => {
  const states = statesOf(catalog).filter((state) => state.accountId === accountId);
  return [...new Set(states.map(({ bucket }) => bucket))].map((name) => {
    const inIt = states.filter(({ bucket }) => bucket === name);
    const region = inIt.find((state) => state.region !== undefined)?.region;
    const kmsKeyArn = inIt.find(({ kmsKey }) => kmsKey !== undefined)?.kmsKey;
    return {
      name,
      policy: {
        Version: '2012-10-17' as const,
        Statement: [
          {
            Sid: 'StateRoles',
            Effect: 'Allow' as const,
            Principal: { AWS: principalsOf(catalog, inIt) },
            Action: ['s3:ListBucket', ...OBJECT_ACTIONS],
            Resource: [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`],
          },
        ],
      },
      ...(region === undefined ? {} : { region }),
      ...(kmsKeyArn === undefined ? {} : { kmsKeyArn }),
    };
  });
};

const principalsOf = ({ roles }: StackTerraform, states: readonly StackState[]): string[] => [
  ...new Set(states.flatMap(({ role }) => roles[role]?.arn ?? [])),
];

const keysOf = (catalog: StackTerraform, accountId: string): readonly KmsKeySeed[] => {
  const states = statesOf(catalog).filter(({ kmsKey }) => kmsKey !== undefined && keyAccount(kmsKey) === accountId);
  return [...new Set(states.flatMap(({ kmsKey }) => kmsKey ?? []))].map((arn) => ({
    arn,
    policy: {
      Version: '2012-10-17' as const,
      Statement: [
        {
          Effect: 'Allow' as const,
          Principal: { AWS: `arn:aws:iam::${accountId}:root` },
          Action: 'kms:*',
          Resource: '*',
        },
        {
          Sid: 'StateRoles',
          Effect: 'Allow' as const,
          Principal: {
            AWS: principalsOf(
              catalog,
              states.filter(({ kmsKey }) => kmsKey === arn),
            ),
          },
          Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
          Resource: '*',
        },
      ],
    },
  }));
};

/** The state buckets and KMS keys of a catalog, by account. */
export const stateAccounts = (catalog: StackTerraform): readonly AccountSeed[] => {
  const ids = statesOf(catalog).flatMap(({ accountId, kmsKey }) => [
    accountId,
    ...(kmsKey === undefined ? [] : [keyAccount(kmsKey)]),
  ]);
  return [...new Set(ids)].map((id) => ({ id, buckets: bucketsOf(catalog, id), kmsKeys: keysOf(catalog, id) }));
};
