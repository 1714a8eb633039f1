import type { Principal } from '../catalog/catalog.ts';
import { type Conditions, type Statement, valuesOf } from './documents.ts';
import { awsPrincipals, concerns, matchesName } from './policy-match.ts';

type Federated = Extract<Principal, { kind: 'federated' }>;

const CALLER_KEYS = /^aws:(?:username|principalarn)$/i;
const POSITIVE_TEXT = /^(?:String|Arn)(?:Equals|EqualsIgnoreCase|Like)$/;

/** Whether conditions certainly keep a user out: they name other IAM users. */
const namesOthers = ({ Condition = {} }: Statement, principal: Principal): boolean =>
  Object.entries(Condition).some(
    ([operator, keys]) =>
      POSITIVE_TEXT.test(operator) &&
      Object.entries(keys).some(([key, values]) => {
        if (!CALLER_KEYS.test(key)) return false;
        const isName = /username$/i.test(key);
        // Only IAM users have aws:username.
        if (principal.kind === 'federated') return isName;
        const value = isName ? principal.userName : principal.arn;
        return ![values].flat().some((pattern) => matchesName(value, pattern));
      }),
  );

/** Whether an ARN is the sign-in role of a user, with any path, or their session. */
const isOfSignIn = (arn: string, { accountId, roleArnPattern, sessionName }: Federated): boolean => {
  const [, name, session = sessionName] =
    /:role\/(?:.*\/)?([^/]+)$/.exec(arn) ?? /:assumed-role\/([^/]+)\/(.+)$/.exec(arn) ?? [];
  const pattern = roleArnPattern.slice(roleArnPattern.lastIndexOf('/') + 1);
  return name !== undefined && arn.includes(`::${accountId}:`) && session === sessionName && matchesName(name, pattern);
};

/** Whether a principal of a trust policy is a user, their account or everyone. */
const isMeant = (arn: string, user: Principal): boolean =>
  arn === '*' ||
  arn.endsWith(`:iam::${user.accountId}:root`) ||
  (user.kind === 'iam-user' ? arn.toLowerCase() === user.arn.toLowerCase() : isOfSignIn(arn, user));

/** Whether a statement of a trust policy could admit a user under some conditions. */
export const couldAdmit = (statement: Statement, user: Principal): boolean => {
  const excluded = statement['NotPrincipal'];
  const isIncluded =
    excluded === undefined
      ? awsPrincipals(statement).some((arn) => isMeant(arn, user))
      : !awsPrincipals({ ...statement, Principal: excluded }).some((arn) => isMeant(arn, user));
  return (
    statement.Effect === 'Allow' &&
    isIncluded &&
    concerns(statement, 'sts:AssumeRole', '') &&
    !namesOthers(statement, user)
  );
};

/** Whether a statement has at least these conditions. */
export const hasAllConditions = (statement: Statement, required: Conditions): boolean =>
  Object.entries(required).every(([operator, keys]) =>
    Object.entries(keys).every(([key, allowed]) => {
      const found = valuesOf(statement, operator, key);
      return found.length > 0 && found.every((value) => [allowed].flat().includes(value));
    }),
  );
