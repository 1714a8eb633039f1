/** What each step of `selftest --assumptions` looks at. docs/assumptions.md has the entries. */
export const assumptionLooks = {
  'unresolved-variable-allow': {
    negated: 'an Allow with StringNotEquals and a variable without a value',
    beside: 'an Allow with such a variable beside a value that matches',
  },
  'unresolved-variable-deny': {
    plain: 'a Deny that matches',
    equals: 'a Deny with StringEquals and a variable without a value',
    negated: 'a Deny with StringNotEquals and a variable without a value',
  },
  'if-exists-with-variable': {
    missing: 'an Allow with StringEqualsIfExists, a missing key and a variable without a value',
  },
  'multivalued-variable': {
    tagged: 'a request with two session tags',
    variable: 'the same request, with StringNotEquals and the variable of all tag keys',
  },
  'variable-in-arn-prefix': {
    stored: 'a policy with a variable in the account of an ARN, when it is written',
    resource: 'an Allow by that policy',
  },
  'not-principal-deny': {
    user: 'a Deny with NotPrincipal that names the user only',
    both: 'a Deny with NotPrincipal that names the user and the account',
  },
  'not-principal-allow': {
    account: 'an Allow with NotPrincipal that names the account of the caller',
    user: 'an Allow with NotPrincipal that names the caller',
  },
  'not-principal-in-trust': {
    stored: 'a trust policy with NotPrincipal, when it is written',
    other: 'a user that its Allow does not name',
  },
  'wildcard-principal-boundary': { boundary: 'principal "*", for a user whose boundary does not allow sts:AssumeRole' },
  'boundary-and-named-user': { boundary: 'the ARN of a user whose boundary does not allow sts:AssumeRole' },
  'short-arn-pattern': {
    like: 'an Allow with ArnLike and five parts of an ARN',
    notLike: 'an Allow with ArnNotLike and five parts of an ARN',
  },
  'user-name-case': {
    lookup: 'GetUser with another spelling of the name',
    answer: 'the name that GetUser returns',
  },
  'user-name-in-conditions': {
    stored: 'aws:username with the stored spelling',
    other: 'aws:username with another spelling',
  },
  'role-name-case': {
    lookup: 'GetRole with another spelling of the name',
    assume: 'AssumeRole with another spelling of the ARN',
    principal: 'a trust policy with another spelling of a user ARN, when it is written',
  },
  'invalid-condition-value': {
    date: 'a policy with the date 2030-02-30, when it is written',
    number: 'a policy with text for a number, when it is written',
    bool: 'a policy with "yes" for Bool, when it is written',
    network: 'a policy with a /33 network, when it is written',
  },
  'tag-key-case': {
    together: 'the tag keys Team and team in one request',
    later: 'the tag keys of a role after Team and then team',
  },
  'read-after-write': { fresh: 'the trust policy that the next call reads after a write' },
  'unknown-account-principal': { root: 'a trust policy that names the account 000000000000, when it is written' },
  'policy-size': {
    fits: 'a trust policy of exactly the quota, when it is written',
    spaces: 'the same policy with 500 blanks and line breaks between its elements',
    accents: 'a trust policy of exactly the quota with 100 letters é',
    blanks: 'a trust policy of exactly the quota with one more blank inside a string',
    exceeds: 'a trust policy of one character more than the quota',
  },
  'own-session-name': { own: 'a granted user with their own session name' },
  'another-session-name': {
    borrowed: 'a granted user with the session name of another granted user',
    stolen: 'a user without a grant with the session name of a granted user',
    case: 'a granted user with their session name in capitals',
  },
  'federated-pair': {
    own: 'a granted session of a sign-in role with its own session name',
    borrowed: 'that session with the session name of the other',
    other: 'the other session of the sign-in role with the granted session name',
  },
  'source-identity-chain': {
    carried: 'a chained session with a source identity, by a statement pinned to ${aws:SourceIdentity}',
    present: 'AssumeRole with a condition on sts:SourceIdentity, from a session that carries one',
    unset: 'such a session if no statement allows sts:SetSourceIdentity',
  },
  'source-identity-change': {
    same: 'a chained session that passes the source identity it carries',
    other: 'a chained session that passes another source identity',
  },
  'keys-per-action': {
    setSourceIdentity: 'sts:SetSourceIdentity with a condition on sts:RoleSessionName',
    tagSession: 'sts:TagSession with a condition on sts:RoleSessionName',
  },
  'inherited-session-tags': {
    allowed: 'a session with a transitive tag, if sts:TagSession is allowed',
    hidden: 'such a session, if sts:TagSession is allowed only without aws:TagKeys',
    principal: 'such a session, with a condition on aws:PrincipalTag',
    unset: 'such a session, if no statement allows sts:TagSession',
  },
  'mfa-in-role-session': {
    isFalse: 'a call that needs aws:MultiFactorAuthPresent false, from a session opened with a code',
    isAbsent: 'a call that needs aws:MultiFactorAuthPresent to be absent, from the same session',
  },
  'mfa-age': {
    code: 'AssumeRole with a code, and aws:MultiFactorAuthAge of at most 0',
    none: 'AssumeRole without a code',
  },
  'mfa-code-once': {
    early: 'the code of the previous 30 seconds',
    again: 'a code for the second time',
    first: 'a wrong code for a role that does not trust the user: the reason that AWS gives',
  },
  'self-assumption': {
    byAccount: 'a session that assumes its own role, which trusts its account',
    byRole: 'a session that assumes its own role, which trusts its own ARN, without a policy',
  },
  'self-assumption-guard': { guarded: 'the same, with a Deny for the session name in a policy of the role' },
  'assume-role-refusal': {
    explicit: 'the reason that AWS gives for an explicit deny of the user',
    boundary: 'the reason that AWS gives for a boundary without sts:AssumeRole',
    silent: 'the reason that AWS gives if the trust policy does not allow',
  },
  'presigned-identity': {
    old: 'a presigned GetCallerIdentity for one minute, after 10 minutes',
    older: 'the same after 16 minutes',
    ahead: 'the same, signed 16 minutes ahead',
  },
  'presigned-across-the-end': {
    before: 'a presigned call of a session before its end',
    after: 'the same URL after the session guard denies the session',
  },
  'session-token-deny': {
    plain: 'GetSessionToken of a user without a policy for it',
    denied: 'GetSessionToken of a user with an explicit deny',
  },
  'clock-skew': {
    sts: 'a call to STS with a clock 14 minutes late',
    iam: 'a call to IAM with a clock 14 minutes late',
    table: 'a call to DynamoDB with a clock 14 minutes late',
    queue: 'a call to SQS with a clock 14 minutes late',
    late: 'a call to STS with a clock 16 minutes late',
    ahead: 'a call to STS with a clock 16 minutes ahead',
  },
  'signing-region': {
    own: 'a call to IAM signed for the region of its partition',
    other: 'a call to IAM signed for another region',
  },
  'refusal-order': {
    region: 'an unknown access key with a wrong region',
    key: 'an unknown access key with a wrong signature',
  },
  'table-wrong-key': { key: 'a call to DynamoDB with an unknown access key' },
} as const;

/** The sentences of `selftest --assumptions`. */
export const assumptionText = {
  confirm: (account: string, steps: number) =>
    `Create test users and roles under /assume-bot-assumptions/ in account ${account} for ${steps} steps, and remove them again? (yes/no) `,
  confirmClean: (account: string) =>
    `Remove every user and role under /assume-bot-assumptions/ in account ${account}? (yes/no) `,
  unknownStep: (name: string, known: readonly string[]) =>
    `--assumptions has no step "${name}"; the steps are ${known.join(', ')}`,
  leftovers: (names: readonly string[]) =>
    `An earlier run left ${names.join(', ')}. Run "assume-bot selftest --assumptions --clean" first`,
  step: (name: string) => `step ${name} ...`,
  look: (what: string, expected: string, seen: string) =>
    expected === seen ? `${what}: ${seen}` : `${what}: expected ${expected}, but AWS says ${seen}`,
  result: (kind: 'confirmed' | 'contradicted' | 'not_tried', entry: string, step: string) =>
    `${{ confirmed: 'confirmed    ', contradicted: 'CONTRADICTED ', not_tried: 'not tried    ' }[kind]} ${entry.padEnd(4)} ${step}`,
  reason: (why: string) => `               ${why}`,
  left: (names: readonly string[]) =>
    `Could not remove ${names.join(', ')}. Run "assume-bot selftest --assumptions --clean" with the same profile`,
  removed: (names: readonly string[]) => (names.length === 0 ? 'Nothing was left.' : `Removed ${names.join(', ')}.`),
  neverAllowed: (code: string, message: string) => `a call that must be allowed was not: ${code}: ${message}`,
  refusedCall: (call: string, code: string, message: string) => `${call}: ${code}: ${message}`,
  total: (confirmed: number, contradicted: number, notTried: number) =>
    `${confirmed} confirmed, ${contradicted} contradicted, ${notTried} not tried. docs/assumptions.md says what each means, and has the steps to look at by hand.`,
};
