import { GetAccountAuthorizationDetailsCommand, type PolicyDetail } from '@aws-sdk/client-iam';
import { type AccountId, parseRoleArn, parseUserArn, type RoleArn, type UserArn } from '../../core/names.ts';
import { guardPolicyName, type Hub, isOurUserPolicy } from '../../core/trust/policy-names.ts';
import { isOurs } from '../../core/trust/statements.ts';
import type { MarkFinder } from '../../usecases/operating/inspect-ports.ts';
import type { IamAccounts } from './iam-accounts.ts';
import { decodePolicy, pages } from './read.ts';

const namesOf = (policies: readonly PolicyDetail[] | undefined): readonly string[] =>
  (policies ?? []).flatMap(({ PolicyName }) => PolicyName ?? []);

/**
 * Finds every role and user of an account that carries a mark of a hub, whether or not the catalog names it. Throws IamFault.
 * Source: IAM API Reference, GetAccountAuthorizationDetails.
 */
export const createMarkFinder = (accounts: IamAccounts, hub: Hub, partition: string): MarkFinder => ({
  marked: async (id: AccountId) => {
    const attempt = { action: 'iam:GetAccountAuthorizationDetails', resource: `arn:${partition}:iam::${id}:root` };
    const listed = await pages((Marker) =>
      accounts.call(attempt, new GetAccountAuthorizationDetailsCommand({ Filter: ['Role', 'User'], Marker })),
    );
    const roles: RoleArn[] = [];
    const users: UserArn[] = [];
    for (const { RoleDetailList = [], UserDetailList = [] } of listed ?? []) {
      for (const { Arn = '', AssumeRolePolicyDocument, RolePolicyList } of RoleDetailList) {
        const trust = decodePolicy(AssumeRolePolicyDocument, { ...attempt, resource: Arn });
        const isGuarded = namesOf(RolePolicyList).includes(guardPolicyName(hub));
        if (isGuarded || trust.Statement.some((statement) => isOurs(statement, hub))) roles.push(parseRoleArn(Arn));
      }
      for (const { Arn = '', UserPolicyList } of UserDetailList)
        if (namesOf(UserPolicyList).some((name) => isOurUserPolicy(name, hub))) users.push(parseUserArn(Arn));
    }
    return { roles, users };
  },
});
