import type { Caller } from '../../policy/principals.ts';
import { hitsOf, type PolicyRequest } from '../../policy/statement.ts';
import { standingText } from '../../text/findings/standing.ts';
import type { PolicyDocument, Statement } from '../../trust/documents.ts';
import { broken, type StateProblem } from './problems.ts';

const many = (value: unknown): readonly string[] => (value === undefined ? [] : [value as string | string[]].flat());

/** The values of a condition key that a statement demands. */
const demanded = ({ Condition = {} }: Statement, wanted: RegExp): readonly string[] =>
  Object.entries(Condition).flatMap(([operator, keys]) =>
    /^(ForAnyValue:)?(String|Arn)(Equals|Like)/i.test(operator) && !/IfExists$/i.test(operator)
      ? Object.entries(keys).flatMap(([key, values]) => (wanted.test(key) ? many(values) : []))
      : [],
  );

const accountIn = (principal: string): string | undefined =>
  /^\d{12}$/.test(principal) ? principal : /^arn:[^:]+:iam::(\d{12}):root$/.exec(principal)?.[1];

/** The principals that a statement admits: those of its conditions, if it has any, otherwise those it names. */
const admittedBy = (statement: Statement): readonly string[] => {
  const principals = demanded(statement, /^aws:PrincipalArn$/i);
  if (principals.length > 0) return principals;
  const { Principal } = statement;
  return Principal === '*' ? ['*'] : many((Principal as { readonly AWS?: unknown } | undefined)?.AWS);
};

/** Everyone, as far as the conditions of a statement limit it. */
const everyone = (statement: Statement): readonly string[] => {
  const accounts = demanded(statement, /^aws:PrincipalAccount$/i);
  if (accounts.length > 0) return accounts.map(standingText.account);
  const organizations = demanded(statement, /^aws:PrincipalOrgID$/i);
  return organizations.length > 0 ? organizations.map(standingText.organization) : [standingText.everyone];
};

/** The principals of a statement besides managed roles and the own account, which leaves the decision to its policies. */
const strangers = (statement: Statement, managed: readonly string[], ownAccount: string): readonly string[] =>
  admittedBy(statement).flatMap((principal) => {
    if (managed.includes(principal)) return [];
    if (principal === '*') return everyone(statement);
    const account = accountIn(principal);
    if (account === ownAccount) return [];
    return [account === undefined ? principal : standingText.account(account)];
  });

/** A caller without an ARN: every statement of a resource policy is judged, for all principals that it names. */
const ANYONE: Caller = { kind: 'role', accountId: '', arn: '' };

/** The statements of a resource policy that admit others than the roles of the catalog. */
export function* openStatements(
  document: PolicyDocument,
  about: {
    readonly action: string;
    readonly resource: string;
    readonly account: string;
    readonly place: string;
    readonly how: string;
  },
  managed: readonly string[],
): Generator<StateProblem, void, void> {
  const request: PolicyRequest = {
    caller: ANYONE,
    action: about.action,
    resource: about.resource,
    context: () => undefined,
  };
  const plain = document.Statement.map(({ Principal: _, Condition: __, ...statement }) => statement);
  for (const { index } of hitsOf({ ...document, Statement: plain as readonly Statement[] }, request)) {
    const statement = document.Statement[index];
    if (statement?.Effect !== 'Allow' || statement.Principal === undefined) continue;
    const who = strangers(statement, managed, about.account);
    if (who.length === 0) continue;
    yield broken('state_open_to', {
      where: about.place,
      statement: statement.Sid ?? `${index + 1}`,
      who: [...new Set(who)],
      how: about.how,
    });
  }
}
