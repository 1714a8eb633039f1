import type { FederatedPerson } from './federated-seed.ts';
import type { StackStates } from './terraform-seed.ts';

/** The part of a catalog that the local AWS needs. It is declared here, so that no code of the bot is imported. */
export interface StackCatalog {
  readonly accounts: readonly { readonly name: string; readonly id: string; readonly managerRoleName: string }[];
  readonly people: Readonly<
    Record<
      string,
      { readonly kind: 'iam-user'; readonly arn: string; readonly identity?: 'managed' | 'external' } | FederatedPerson
    >
  >;
  readonly roles: Readonly<
    Record<string, { readonly arn: string; readonly accountId: string; readonly description: string }>
  >;
  readonly bundles?: Readonly<Record<string, { readonly description?: string }>>;
  /** The remote states of its bundles. */
  readonly states?: StackStates;
}
