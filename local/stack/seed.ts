import { createHash } from 'node:crypto';
import type { AccountSeed, RoleSeed, Seed, UserSeed } from '@assume-bot/local-aws/seed-types';
import { inspector, manager } from './access-roles.ts';
import { type FederatedPerson, sourceRole } from './federated-seed.ts';
import { hub } from './hub-seed.ts';
import { HUB_ACCOUNT, USER_API } from './names.ts';
import { allow, policy } from './policy.ts';
import type { StackCatalog } from './stack-catalog.ts';
import { asPolicy, stateAccounts } from './terraform-seed.ts';

const S3_READ_ONLY = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess';
const pathAndName = (arn: string): { path: string; name: string } => {
  const [, ...parts] = (arn.split(':')[5] ?? '').split('/');
  const name = parts.pop() ?? '';
  return { path: parts.length === 0 ? '/' : `/${parts.join('/')}/`, name };
};

const KEY_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * Access keys derived from the ARN, so that they stay the same over restarts. They are valid only on the loopback of
 * this machine.
 */
const accessKey = (arn: string) => {
  const digest = createHash('sha256').update(arn).digest();
  const letters = [...digest.subarray(0, 16)].map((byte) => KEY_LETTERS[byte % 32]).join('');
  return { id: `AKIA${letters}`, secret: `local-${digest.toString('hex').slice(0, 34)}` };
};

/**
 * The permission to call the API of users, as the documentation gives it to them. It is a managed policy, because inline policies of a
 * user share their quota with that of the bot.
 */
const invokeUserApi = allow(
  ['execute-api:Invoke'],
  ['GET/access', 'POST/extend'].map(
    (route) => `arn:aws:execute-api:us-east-1:${HUB_ACCOUNT}:${USER_API.id}/${USER_API.stage}/${route}`,
  ),
);

const EXTEND_ACCESS = 'extend-access';

const user = ({ arn, identity }: { readonly arn: string; readonly identity?: 'managed' | 'external' }): UserSeed => {
  const { path, name } = pathAndName(arn);
  return {
    name,
    path,
    accessKeys: [accessKey(name)],
    attachedPolicies: [`arn:aws:iam::${arn.split(':')[4]}:policy/${EXTEND_ACCESS}`],
    inlinePolicies: {
      // Read-only access: what a user has without any role.
      look: policy(allow(['iam:ListRoles', 'iam:GetUser'], '*')),
      // The user's side of the trust, which the organization manages itself.
      ...(identity === 'external' ? { 'assume-elsewhere': policy(allow(['sts:AssumeRole'], '*')) } : {}),
    },
  };
};

/**
 * A target role. Its own trust policy allows break-glass access with MFA, which no user of the example has. A role that
 * opens Terraform states may do only that; every other role may read S3.
 */
const targetRole = (catalog: StackCatalog, roleName: string): RoleSeed => {
  const { arn, accountId, description } = catalog.roles[roleName] as StackCatalog['roles'][string];
  const { path, name } = pathAndName(arn);
  const state = catalog.states?.roles.find((one) => one.arn === arn)?.policy;
  return {
    name,
    path,
    description,
    trustPolicy: {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'BreakGlass',
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${accountId}:root` },
          Action: 'sts:AssumeRole',
          Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
        },
      ],
    },
    ...(state === undefined ? { attachedPolicies: [S3_READ_ONLY] } : { inlinePolicies: { state: asPolicy(state) } }),
    tags: { 'assume-bot': 'managed' },
  };
};

/** One sign-in role per identity source, shared by all users of that source. */
const sourceRoles = (people: readonly FederatedPerson[]): readonly RoleSeed[] => [
  ...new Map(
    people
      .map(sourceRole)
      .map((role) => [
        role.name,
        { ...role, inlinePolicies: { ...role.inlinePolicies, [EXTEND_ACCESS]: policy(invokeUserApi) } },
      ]),
  ).values(),
];

/** The accounts, users, roles, buckets and states of a catalog, and the bot's own account. */
export const seedOf = (catalog: StackCatalog): Seed => ({
  accounts: [
    hub(catalog),
    ...catalog.accounts.map(({ id, name, managerRoleName }): AccountSeed => {
      const people = Object.values(catalog.people);
      const users = people.flatMap((person) =>
        person.kind === 'iam-user' && person.arn.includes(`::${id}:`) ? [person] : [],
      );
      const federated = people.flatMap((person) =>
        person.kind === 'federated' && person.accountId === id ? [person] : [],
      );
      const roles = Object.keys(catalog.roles).filter((role) => catalog.roles[role]?.accountId === id);
      return {
        id,
        alias: name,
        policies: { [EXTEND_ACCESS]: policy(invokeUserApi) },
        users: users.map(user),
        roles: [
          manager(id, managerRoleName),
          inspector(id, managerRoleName),
          ...sourceRoles(federated),
          ...roles.map((role) => targetRole(catalog, role)),
        ],
        buckets: roles.length === 0 ? [] : [{ name: `${name}-invoices` }, { name: `${name}-logs` }],
      };
    }),
    ...(catalog.states === undefined ? [] : stateAccounts(catalog.states)),
  ],
});
