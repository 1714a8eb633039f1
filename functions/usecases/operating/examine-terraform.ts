import type { Bundle, Principal, Role, TerraformState } from '../../core/catalog/catalog.ts';
import { own, rolesOf as rolesOfCatalog } from '../../core/catalog/lookup.ts';
import { defined } from '../../core/defined.ts';
import type { RoleFacts, UserFacts } from '../../core/doctor/facts.ts';
import {
  type AccessName,
  type AccountId,
  accountOf,
  parseAccountId,
  type RoleArn,
  type UserArn,
} from '../../core/names.ts';
import type { KeyFacts, StateFacts, StateObject, TerraformFacts } from '../../core/terraform/diagnosis/facts.ts';
import { stateKeys } from '../../core/terraform/diagnosis/state-keys.ts';
import { accountOfKey } from '../../core/terraform/state-policies.ts';
import type { Needs } from '../ports.ts';
import type { KeyInspector, OrganizationInspector, PrincipalInspector, StateInspector } from './inspect-ports.ts';

type Deps = Needs<'catalog', { clock: 'now' }> & {
  readonly state: StateInspector;
  readonly keys: KeyInspector;
  readonly organizations: OrganizationInspector;
  readonly principals: PrincipalInspector;
  readonly iam: {
    role(arn: RoleArn): Promise<RoleFacts>;
    user(arn: UserArn): Promise<UserFacts>;
  };
  /** Values of condition keys that the operator states. */
  readonly given?: Readonly<Record<string, string>>;
};

const byName = async <Value>(
  names: Iterable<string>,
  read: (name: string) => Promise<Value>,
): Promise<Readonly<Record<string, Value>>> =>
  Object.fromEntries(await Promise.all([...new Set(names)].map(async (name) => [name, await read(name)] as const)));

/** Reads everything that decides whether Terraform works with a bundle, each part on its own. Judges and writes nothing. */
export const createExamineTerraform = ({ catalog, clock, given = {}, ...read }: Deps) => {
  const rules = rolesOfCatalog(catalog);
  const roleArn = (name: string): RoleArn | undefined => own<Role>(catalog.roles, name)?.arn;

  const readObjects = (state: TerraformState, isEnforced: boolean) =>
    byName(
      stateKeys(state).flatMap(({ key, pattern }) => (pattern === undefined ? [key] : [])),
      async (key): Promise<StateObject> => {
        const found = await read.state.object(state, key);
        if (isEnforced || found.object.kind === 'missing') return found;
        return { ...found, ...(await read.state.owner(state, key)) };
      },
    );

  const keysOf = (state: TerraformState, objects: Readonly<Record<string, StateObject>>): readonly string[] => [
    ...(state.kmsKey === undefined ? [] : [state.kmsKey]),
    ...Object.values(objects).flatMap(({ object }) => (object.kind === 'seen' ? (object.value.kmsKey ?? []) : [])),
  ];

  const readState = async (state: TerraformState, arn: RoleArn, isReadOnly?: true): Promise<StateFacts> => {
    const bucket = await read.state.bucket(state);
    const isEnforced = bucket.ownership.kind === 'seen' && bucket.ownership.value === 'BucketOwnerEnforced';
    const objects = bucket.policy.kind === 'missing' ? {} : await readObjects(state, isEnforced);
    const accounts = isEnforced ? [] : [state.accountId, accountOf(arn)];
    const [keys, canonicalIds, principals] = await Promise.all([
      byName(keysOf(state, objects), (key): Promise<KeyFacts> => read.keys.key(key)),
      byName(accounts, (account) => read.state.canonicalId(account as AccountId, state.region)),
      isReadOnly ? undefined : read.principals.principals(state.accountId),
    ]);
    const facts = { settings: state, roleArn: arn, bucket, objects, keys, canonicalIds };
    return { ...facts, ...defined({ principals, isReadOnly }) };
  };

  const readUser = async (principal: Principal): Promise<NonNullable<TerraformFacts['user']>> => {
    const identity =
      principal.kind === 'iam-user'
        ? await read.iam.user(principal.arn)
        : await read.principals.roleLike(principal.roleArnPattern);
    return { principal, identity };
  };

  const rolesOf = <Part extends { readonly role: AccessName }>(parts: readonly Part[]) =>
    parts.flatMap((part) => {
      const arn = roleArn(part.role);
      return arn === undefined ? [] : [{ ...part, arn }];
    });

  return async ({ name, terraform }: Bundle, principal?: Principal): Promise<TerraformFacts> => {
    const [own] = rolesOf(terraform?.state === undefined ? [] : [terraform.state]);
    const others = rolesOf(terraform?.readOnly ?? []);
    const providers = rolesOf(terraform?.providers ?? []);
    const arns = [...(own === undefined ? [] : [own]), ...others, ...providers].map(({ arn }) => arn);
    const [state, readOnly, roles, user] = await Promise.all([
      own && readState(own, own.arn),
      Promise.all(others.map((one) => readState(one, one.arn, true))),
      byName(arns, (arn) => read.iam.role(arn as RoleArn)),
      principal && readUser(principal),
    ]);
    const accounts = [
      ...[...(state === undefined ? [] : [state]), ...readOnly].flatMap((one) => [
        ...[one.settings.accountId, accountOf(one.roleArn)],
        ...Object.keys(one.keys).map(accountOfKey),
      ]),
      ...(principal === undefined ? [] : [principal.accountId, ...arns.map(accountOf)]),
    ];
    return {
      bundle: name,
      now: clock.now(),
      providers,
      readOnly,
      roles,
      managed: rules.map(({ arn }) => arn),
      withSessionTags: rules.filter(({ sessionTags }) => sessionTags).map(({ arn }) => arn),
      organizations: await byName(accounts, (account) => read.organizations.organization(parseAccountId(account))),
      given,
      ...defined({ state, user }),
    };
  };
};
