import { accountOf, type RoleArn } from '../names.ts';
import { type Grant, isOpen, userKey } from '../trust/grant.ts';
import type { Catalog, Principal } from './catalog.ts';
import { rolesOf } from './lookup.ts';

/** Access that is held through something that a catalog no longer contains. */
export interface Dropped {
  readonly what: 'account' | 'role' | 'user';
  /** The account ID, the ARN of the role, or the session name of the user. */
  readonly name: string;
  readonly roleArn: RoleArn;
  readonly sessionName: string;
  readonly until: Date;
}

/** Whether the template for users who are not listed can produce this user. */
const isOfTemplate = ({ byEmail }: Catalog, arn: string): boolean => {
  const [before = '', after = ''] = byEmail?.template.split('{local}') ?? [];
  return byEmail !== undefined && arn.startsWith(before) && arn.endsWith(after) && arn.length > before.length;
};

const hasUser = (catalog: Catalog, principal: Principal): boolean =>
  Object.values<Principal>(catalog.people).some((one) => userKey(one) === userKey(principal)) ||
  (principal.kind === 'iam-user' && isOfTemplate(catalog, principal.arn));

const hasAccount = ({ accounts }: Catalog, id: string): boolean => accounts.some((account) => account.id === id);

const dropOf = (catalog: Catalog, { roleArn, principal }: Grant): Pick<Dropped, 'what' | 'name'> | undefined => {
  const writtenIn = principal.kind === 'iam-user' && principal.identity === 'managed' ? [principal.accountId] : [];
  const account = [accountOf(roleArn), ...writtenIn].find((id) => !hasAccount(catalog, id));
  if (account !== undefined) return { what: 'account', name: account };
  if (!rolesOf(catalog).some(({ arn }) => arn === roleArn)) return { what: 'role', name: roleArn };
  return hasUser(catalog, principal) ? undefined : { what: 'user', name: principal.sessionName };
};

/** The open grants that the workers would end after a deployment of this catalog, because it lacks what they need. */
export const droppedBy = (catalog: Catalog, grants: readonly Grant[], now: Date): readonly Dropped[] =>
  grants
    .filter((grant) => isOpen(grant, now))
    .flatMap((grant) => {
      const drop = dropOf(catalog, grant);
      const { roleArn, principal, endsAt: until } = grant;
      return drop === undefined ? [] : [{ ...drop, roleArn, sessionName: principal.sessionName, until }];
    });
