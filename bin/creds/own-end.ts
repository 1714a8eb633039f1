import { GetUserPolicyCommand } from '@aws-sdk/client-iam';
import { createIamClients } from '../../functions/adapters/iam/connection.ts';
import type { Principal } from '../../functions/core/catalog/catalog.ts';
import type { RoleArn } from '../../functions/core/names.ts';
import { parsePolicy } from '../../functions/core/trust/documents.ts';
import { identityPolicyName } from '../../functions/core/trust/policy-names.ts';
import type { Person } from '../cli/person.ts';

/** What a person can read of their own grant: the time box that the bot wrote on their side. */
export type OwnGrant =
  | { readonly kind: 'none' }
  | { readonly kind: 'window'; readonly startsAt?: Date; readonly endsAt: Date }
  /** They may not read their own policies, or their side is not kept by the bot. */
  | { readonly kind: 'unknown' };

const datesOf = (condition: unknown): readonly Date[] =>
  Object.values((condition ?? {}) as Record<string, unknown>)
    .map((text) => new Date(String(text)))
    .filter((at) => !Number.isNaN(at.getTime()));

/** Reads the person's own inline policy for a role, where they are an IAM user and may. */
export const ownGrant = async (
  person: Person,
  principal: Principal,
  roleArn: RoleArn,
  now: Date,
): Promise<OwnGrant> => {
  if (principal.kind !== 'iam-user') return { kind: 'unknown' };
  const { profile: _, region: __, ...plain } = person.connection;
  const iam = createIamClients(plain)(person.keys ?? (await person.sts.config.credentials()));
  try {
    const PolicyName = identityPolicyName(roleArn);
    const { PolicyDocument = '' } = await iam.send(
      new GetUserPolicyCommand({ UserName: principal.userName, PolicyName }),
    );
    const { Statement } = parsePolicy(decodeURIComponent(PolicyDocument));
    const windows = Statement.flatMap(({ Condition }) => {
      const [endsAt] = datesOf(Condition?.['DateLessThan']);
      const [startsAt] = datesOf(Condition?.['DateGreaterThanEquals']);
      return endsAt === undefined ? [] : [{ endsAt, ...(startsAt === undefined ? {} : { startsAt }) }];
    });
    const sorted = windows.toSorted((a, b) => a.endsAt.getTime() - b.endsAt.getTime());
    const window = sorted.find(({ endsAt }) => endsAt > now) ?? sorted.at(-1);
    return window === undefined ? { kind: 'unknown' } : { kind: 'window', ...window };
  } catch (error) {
    return (error as Error).name.startsWith('NoSuchEntity') ? { kind: 'none' } : { kind: 'unknown' };
  } finally {
    iam.destroy();
  }
};
