import type { Bundle, Catalog, Role, TerraformState } from '../catalog/catalog.ts';
import { own } from '../catalog/lookup.ts';
import type { AccountId, RoleArn } from '../names.ts';
import type { PolicyDocument } from '../trust/documents.ts';
import { accountOfKey, mergedPolicy, type StateAccess, statePolicies } from './state-policies.ts';

type NamedState = StateAccess & Pick<TerraformState, 'accountId' | 'region'>;

/** The states of a bundle as its policies see them: the one that it writes, and those that it only reads. */
export const statesOfBundle = ({ roles }: Catalog, { name, terraform }: Bundle): readonly NamedState[] => {
  const named = (state: TerraformState, more?: { readonly isReadOnly: true }): readonly NamedState[] => {
    const roleArn = own<Role>(roles, state.role)?.arn;
    return roleArn === undefined ? [] : [{ ...state, name, roleArn, ...more }];
  };
  return [
    ...(terraform?.state === undefined ? [] : named(terraform.state)),
    ...(terraform?.readOnly ?? []).flatMap((state) => named(state, { isReadOnly: true })),
  ];
};

/** Every document that the states of a catalog need, as `assume-bot terraform state-policy` prints them. */
export interface StateDocuments {
  readonly roles: readonly { readonly arn: RoleArn; readonly policy: PolicyDocument }[];
  readonly buckets: readonly {
    readonly name: string;
    readonly accountId: AccountId;
    readonly region: string;
    readonly kmsKey?: string;
    readonly policy: PolicyDocument;
  }[];
  /** The statements to add to the policy of each key. */
  readonly keys: readonly { readonly arn: string; readonly accountId: AccountId; readonly policy: PolicyDocument }[];
}

const groups = <Value, Key>(values: readonly Value[], keyOf: (value: Value) => Key) =>
  [...Map.groupBy(values, keyOf)].flatMap(([key, [first, ...more]]) =>
    first === undefined ? [] : [{ key, first, all: [first, ...more] }],
  );

/** The documents of all bundles: those of a shared role, bucket or key have the statements of each bundle. */
export const stateDocuments = (catalog: Catalog): StateDocuments => {
  const states = Object.values<Bundle>(catalog.bundles).flatMap((bundle) => statesOfBundle(catalog, bundle));
  return {
    roles: groups(states, ({ roleArn }) => roleArn).map(({ key, all }) => ({
      arn: key,
      policy: mergedPolicy(all.map((one) => statePolicies(one).role)),
    })),
    buckets: groups(states, ({ bucket }) => bucket).map(({ key, first: { accountId, region }, all }) => {
      const kmsKey = all.find((one) => one.kmsKey !== undefined)?.kmsKey;
      const policy = mergedPolicy(all.map((one) => statePolicies(one).bucket));
      return { name: key, accountId, region, policy, ...(kmsKey === undefined ? {} : { kmsKey }) };
    }),
    keys: groups(states, ({ kmsKey }) => kmsKey).flatMap(({ key, all }) =>
      key === undefined
        ? []
        : [
            {
              arn: key,
              accountId: accountOfKey(key),
              policy: mergedPolicy(all.flatMap((one) => statePolicies(one).key ?? [])),
            },
          ],
    ),
  };
};
