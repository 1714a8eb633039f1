import type { UserArn } from '../../core/names.ts';
import type { PolicyDocument } from '../../core/trust/documents.ts';
import type { ObservedIdentity, ObservedRole, Step } from '../../core/trust/observed.ts';
import { identityPolicyName } from '../../core/trust/policy-names.ts';
import type { IamAccounts } from './iam-accounts.ts';
import { createLane } from './lane.ts';
import { CALLS_AT_ONCE } from './observe.ts';
import { finderOf, readRolePolicy, readTrust, readUserPolicy } from './read.ts';

/** Members that are there; one that is undefined is not. */
const definedOf = ({ ours, otherChars }: { ours: PolicyDocument | undefined; otherChars: number | undefined }) => ({
  ...(ours === undefined ? {} : { ours }),
  ...(otherChars === undefined ? {} : { otherChars }),
});

/** Reads again what some writes were about: one call for each document, and none for what was left alone. */
export const createReadBack =
  (accounts: IamAccounts) =>
  async (seen: ObservedRole, written: readonly Step[]): Promise<ObservedRole> => {
    const { roleArn: role } = seen;
    const lane = createLane(CALLS_AT_ONCE);
    const find = finderOf(accounts, lane, role);
    const kinds = new Set(written.map(({ kind }) => kind));
    const isGuardWritten = kinds.has('put_guard') || kinds.has('delete_guard');
    const users = new Set(written.flatMap((step) => ('userArn' in step ? [step.userArn] : [])));
    const identityOf = async (user: UserArn): Promise<readonly [UserArn, ObservedIdentity]> => {
      const ours = await readUserPolicy(finderOf(accounts, lane, user), user, identityPolicyName(role));
      const before = seen.identities[user];
      const otherChars = before?.kind === 'present' ? before.otherChars : undefined;
      return [user, { kind: 'present', ...definedOf({ ours, otherChars }) }];
    };

    const [trust, guard, identities] = await Promise.all([
      kinds.has('put_trust') ? readTrust(find, role).then((read) => read.trust) : seen.trust,
      isGuardWritten ? readRolePolicy(find, role) : seen.guard,
      Promise.all([...users].map(identityOf)),
    ]);
    const { guard: _, ...unguarded } = seen;
    return {
      ...unguarded,
      trust,
      ...(guard === undefined ? {} : { guard }),
      identities: { ...seen.identities, ...Object.fromEntries(identities) },
    };
  };
