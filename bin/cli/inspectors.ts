import type { STSClient } from '@aws-sdk/client-sts';
import { inspectorRoleName } from '../../functions/contract.ts';
import type { Account } from '../../functions/core/catalog/catalog.ts';
import type { AccountId } from '../../functions/core/names.ts';
import type { Session } from './aws-identity.ts';
import { tryAssume } from './aws-identity.ts';

const SESSION_NAME = 'assume-bot-operator';

/** The inspector role of an account, as whoever calls finds it. */
export type Inspector =
  | { readonly kind: 'open'; readonly arn: string; readonly session: Session }
  /** AWS does not tell whether it is not there or does not let the caller in. */
  | { readonly kind: 'closed'; readonly arn: string };

/** Tries the inspector role of each account once. */
export const createInspectors = (deps: {
  readonly sts: STSClient;
  readonly accounts: readonly Account[];
  readonly partition: string;
}): ((account: AccountId) => Promise<Inspector>) => {
  const known = new Map<AccountId, Promise<Inspector>>();

  const tryOne = async (id: AccountId): Promise<Inspector> => {
    const name = deps.accounts.find((one) => one.id === id)?.managerRoleName ?? '';
    const arn = `arn:${deps.partition}:iam::${id}:role/${inspectorRoleName(name)}`;
    try {
      const tried = await tryAssume(deps.sts, { roleArn: arn, sessionName: SESSION_NAME });
      return tried.kind === 'session' ? { kind: 'open', arn, session: tried.session } : { kind: 'closed', arn };
    } catch {
      // Whatever keeps STS from answering keeps it from answering for the manager role too, which says so in words.
      return { kind: 'closed', arn };
    }
  };

  return (id) => {
    const trying = known.get(id) ?? tryOne(id);
    known.set(id, trying);
    return trying;
  };
};
