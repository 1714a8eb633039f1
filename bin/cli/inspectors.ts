import type { STSClient } from '@aws-sdk/client-sts';
import { inspectorRoleName } from '../../functions/contract.ts';
import type { Account } from '../../functions/core/catalog/catalog.ts';
import type { AccountId } from '../../functions/core/names.ts';
import { hubText } from '../../functions/core/text/cli/hub.ts';
import { type Session, tryAssume } from './aws-identity.ts';

const SESSION_NAME = 'assume-bot-operator';

/** The inspector role of an account, and whether it admits the caller. */
export type Inspector =
  | { readonly kind: 'open'; readonly arn: string; readonly session: Session }
  | { readonly kind: 'closed'; readonly arn: string; readonly why: string };

/** Tries to assume the inspector role of each account once. */
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
      return tried.kind === 'session'
        ? { kind: 'open', arn, session: tried.session }
        : { kind: 'closed', arn, why: hubText.inspectorClosed };
    } catch (error) {
      return { kind: 'closed', arn, why: hubText.inspectorFailed((error as Error).message) };
    }
  };

  return (id) => {
    const trying = known.get(id) ?? tryOne(id);
    known.set(id, trying);
    return trying;
  };
};
