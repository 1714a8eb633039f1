import { GetUserPolicyCommand } from '@aws-sdk/client-iam';
import { createIamClients } from '../../functions/adapters/iam/connection.ts';
import type { Principal } from '../../functions/core/catalog/catalog.ts';
import { defined } from '../../functions/core/defined.ts';
import type { RoleArn } from '../../functions/core/names.ts';
import { parsePolicy } from '../../functions/core/trust/documents.ts';
import { accessPolicyName, DEFAULT_HUB } from '../../functions/core/trust/policy-names.ts';
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

/** Resources are written without their partition where room is scarce. */
const withoutPartition = (arn: string): string => arn.split(':').slice(2).join(':');

const isAbout = (resource: unknown, roleArn: RoleArn): boolean =>
  [resource].flat().some((one) => typeof one === 'string' && withoutPartition(one) === withoutPartition(roleArn));

const isMissing = (error: unknown): boolean => error instanceof Error && error.name.startsWith('NoSuchEntity');

/** Reads the user's own inline policy, where they are an IAM user and may. */
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
    const { PolicyDocument = '' } = await iam.send(
      new GetUserPolicyCommand({ UserName: principal.userName, PolicyName: accessPolicyName(DEFAULT_HUB) }),
    );
    const { Statement } = parsePolicy(decodeURIComponent(PolicyDocument));
    const own = Statement.filter(({ Resource }) => isAbout(Resource, roleArn));
    if (own.length === 0) return { kind: 'none' };
    const windows = own.flatMap(({ Condition }) => {
      const [endsAt] = datesOf(Condition?.['DateLessThan']);
      const [startsAt] = datesOf(Condition?.['DateGreaterThanEquals']);
      return endsAt === undefined ? [] : [{ endsAt, ...defined({ startsAt }) }];
    });
    const sorted = windows.toSorted((a, b) => a.endsAt.getTime() - b.endsAt.getTime());
    const window = sorted.find(({ endsAt }) => endsAt > now) ?? sorted.at(-1);
    return window === undefined ? { kind: 'unknown' } : { kind: 'window', ...window };
  } catch (error) {
    return { kind: isMissing(error) ? 'none' : 'unknown' };
  } finally {
    iam.destroy();
  }
};
