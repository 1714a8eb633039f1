import type { Bundle, Principal, RoleRule, TerraformState } from '../../core/catalog/catalog.ts';
import { defined } from '../../core/defined.ts';
import type { RoleFacts, UserFacts } from '../../core/doctor/facts.ts';
import { type AccountId, accountOf, parseAccountId, type RoleArn, type UserArn } from '../../core/names.ts';
import type { KeyFacts, StateFacts, StateObject, TerraformFacts } from '../../core/terraform/diagnosis/facts.ts';
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
  const rules = Object.values<RoleRule>(catalog.roles);
  const roleArn = (name: string): RoleArn | undefined =>
    (catalog.roles as Readonly<Record<string, RoleRule>>)[name]?.arn;

  const readObjects = (state: TerraformState, isEnforced: boolean) =>
    byName(state.keys, async (key): Promise<StateObject> => {
      const found = await read.state.object(state, key);
      if (isEnforced || found.object.kind === 'missing') return found;
      return { ...found, ...(await read.state.owner(state, key)) };
    });

  const keysOf = (state: TerraformState, objects: Readonly<Record<string, StateObject>>): readonly string[] => [
    ...(state.kmsKey === undefined ? [] : [state.kmsKey]),
    ...Object.values(objects).flatMap(({ object }) => (object.kind === 'seen' ? (object.value.kmsKey ?? []) : [])),
  ];

  const readState = async (state: TerraformState, arn: RoleArn): Promise<StateFacts> => {
    const bucket = await read.state.bucket(state);
    const isEnforced = bucket.ownership.kind === 'seen' && bucket.ownership.value === 'BucketOwnerEnforced';
    const objects = bucket.policy.kind === 'missing' ? {} : await readObjects(state, isEnforced);
    const accounts = isEnforced ? [] : [state.accountId, accountOf(arn)];
    const [keys, canonicalIds, principals] = await Promise.all([
      byName(keysOf(state, objects), (key): Promise<KeyFacts> => read.keys.key(key)),
      byName(accounts, (account) => read.state.canonicalId(account as AccountId, state.region)),
      read.principals.principals(state.accountId),
    ]);
    return { settings: state, roleArn: arn, bucket, objects, keys, canonicalIds, principals };
  };

  const readUser = async (principal: Principal): Promise<NonNullable<TerraformFacts['user']>> => {
    const identity =
      principal.kind === 'iam-user'
        ? await read.iam.user(principal.arn)
        : await read.principals.roleLike(principal.roleArnPattern);
    return { principal, identity };
  };

  return async ({ name, terraform }: Bundle, principal?: Principal): Promise<TerraformFacts> => {
    const { state, providers = [] } = terraform ?? {};
    const stateRole = state === undefined ? undefined : roleArn(state.role);
    const known = providers.flatMap((provider) => {
      const arn = roleArn(provider.role);
      return arn === undefined ? [] : [{ ...provider, arn }];
    });
    const arns = [...(stateRole === undefined ? [] : [stateRole]), ...known.map(({ arn }) => arn)];
    const [facts, roles, user] = await Promise.all([
      state === undefined || stateRole === undefined ? undefined : readState(state, stateRole),
      byName(arns, (arn) => read.iam.role(arn as RoleArn)),
      principal === undefined ? undefined : readUser(principal),
    ]);
    const accounts = [
      ...(facts === undefined ? [] : [facts.settings.accountId, accountOf(facts.roleArn)]),
      ...(facts === undefined ? [] : Object.keys(facts.keys).map(accountOfKey)),
      ...(principal === undefined ? [] : [principal.accountId, ...arns.map(accountOf)]),
    ];
    const organizations = await byName(accounts, (account) => read.organizations.organization(parseAccountId(account)));
    return {
      bundle: name,
      now: clock.now(),
      providers: known,
      roles,
      managed: rules.map(({ arn }) => arn),
      withSessionTags: rules.filter(({ sessionTags }) => sessionTags).map(({ arn }) => arn),
      organizations,
      given,
      ...defined({ state: facts, user }),
    };
  };
};
