import { GetUserPolicyCommand, type IAMClient } from '@aws-sdk/client-iam';
import { createIamClients } from '../../functions/adapters/iam/connection.ts';
import type { Principal } from '../../functions/core/catalog/catalog.ts';
import { defined } from '../../functions/core/defined.ts';
import { partitionOf, type RoleArn } from '../../functions/core/names.ts';
import type { OwnGrant } from '../../functions/core/text/cli/session.ts';
import { parsePolicy, type Statement } from '../../functions/core/trust/documents.ts';
import { accessPolicyName, DEFAULT_HUB, type Hub, legacyPolicyName } from '../../functions/core/trust/policy-names.ts';
import type { RoleUser } from '../cli/role-user.ts';

const datesOf = (condition: unknown): readonly Date[] =>
  Object.values((condition ?? {}) as Record<string, unknown>)
    .map((text) => new Date(String(text)))
    .filter((at) => !Number.isNaN(at.getTime()));

/** The packed policy may use `*` for the partition of a role. */
const isAbout = ({ Resource }: Statement, roleArn: RoleArn): boolean =>
  [Resource ?? []].flat().some((one) => one === roleArn || one === roleArn.replace(/^arn:[^:]+:/, 'arn:*:'));

/** The statements of one inline policy; undefined if it does not exist. */
const statementsOf = async (
  iam: IAMClient,
  UserName: string,
  PolicyName: string,
): Promise<readonly Statement[] | undefined> => {
  try {
    const { PolicyDocument = '' } = await iam.send(new GetUserPolicyCommand({ UserName, PolicyName }));
    return parsePolicy(decodeURIComponent(PolicyDocument)).Statement;
  } catch (error) {
    if ((error as Error).name.startsWith('NoSuchEntity')) return undefined;
    throw error;
  }
};

/** The time box of a role in the bot's policy on the user, or in the policy of release 0.1.0. */
const timeBoxOf = (statements: readonly Statement[], now: Date): OwnGrant => {
  const timeBoxes = statements.flatMap(({ Condition }) => {
    const [endsAt] = datesOf(Condition?.['DateLessThan']);
    const [startsAt] = datesOf(Condition?.['DateGreaterThanEquals']);
    return endsAt === undefined ? [] : [{ endsAt, ...defined({ startsAt }) }];
  });
  const sorted = timeBoxes.toSorted((a, b) => a.endsAt.getTime() - b.endsAt.getTime());
  const timeBox = sorted.find(({ endsAt }) => endsAt > now) ?? sorted.at(-1);
  return timeBox === undefined ? { kind: 'none' } : { kind: 'time_box', ...timeBox };
};

/** Reads the user's own inline policy, if it is an IAM user with that permission. */
export const ownGrant = async (
  user: RoleUser,
  principal: Principal,
  { roleArn, hub }: { readonly roleArn: RoleArn; readonly hub: Hub },
  now: Date,
): Promise<OwnGrant> => {
  if (principal.kind !== 'iam-user') return { kind: 'unknown' };
  const { profile: _, region: __, ...plain } = user.connection;
  const keys = user.keys ?? (await user.sts.config.credentials());
  const iam = createIamClients(plain)(keys, partitionOf(principal.arn));
  try {
    const packed = (await statementsOf(iam, principal.userName, accessPolicyName(hub))) ?? [];
    const own = packed.filter((statement) => isAbout(statement, roleArn));
    if (own.length > 0 || hub.mark !== DEFAULT_HUB.mark) return timeBoxOf(own, now);
    return timeBoxOf((await statementsOf(iam, principal.userName, legacyPolicyName(roleArn))) ?? [], now);
  } catch {
    return { kind: 'unknown' };
  } finally {
    iam.destroy();
  }
};
