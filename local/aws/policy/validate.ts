import { AwsError } from '../errors.ts';
import { parseOperatorName } from './conditions.ts';
import { manyOf, type PolicyDocument, type PolicyStatement } from './document.ts';
import { isValueOf } from './operators.ts';

/** The policy type, which determines the rules of a document. */
export type PolicyKind = 'identity' | 'trust' | 'resource';

const malformed = (message: string): AwsError => new AwsError('MalformedPolicyDocument', message);

const DOCUMENT_KEYS = new Set(['Version', 'Id', 'Statement']);
const STATEMENT_KEYS = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]);
const TRUST_ACTIONS =
  /^sts:(AssumeRole(WithSAML|WithWebIdentity)?|TagSession|SetSourceIdentity|SetContext|GetCallerIdentity|\*|Assume\*|AssumeRole\*)$/i;

const OPPOSITES = [
  ['Principal', 'NotPrincipal'],
  ['Action', 'NotAction'],
  ['Resource', 'NotResource'],
] as const;

const isStringList = (value: unknown): boolean =>
  typeof value === 'string' ||
  (Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string'));

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const checkActions = (statement: PolicyStatement, kind: PolicyKind): void => {
  const actions = statement.Action ?? statement.NotAction;
  if (actions === undefined || !isStringList(actions)) throw malformed('Policy statement must contain actions.');
  for (const action of manyOf(actions)) {
    if (action !== '*' && !/^[A-Za-z0-9-]+:[A-Za-z0-9*?]+$/.test(action)) {
      throw malformed('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.');
    }
    if (kind === 'trust' && !TRUST_ACTIONS.test(action)) {
      throw malformed('AssumeRole policy may only specify STS AssumeRole actions.');
    }
  }
};

const checkResources = (statement: PolicyStatement, kind: PolicyKind): void => {
  if (kind === 'trust') {
    if (statement.Resource !== undefined || statement.NotResource !== undefined) {
      throw malformed('Has prohibited field Resource.');
    }
    return;
  }
  const resources = statement.Resource ?? statement.NotResource;
  if (resources === undefined || !isStringList(resources)) throw malformed('Policy statement must contain resources.');
  for (const resource of manyOf(resources)) {
    if (resource !== '*' && !/^arn:[^:]*:[^:]+:[^:]*:[^:]*:.+$/.test(resource)) {
      throw malformed(`Resource ${resource} must be in ARN format or "*".`);
    }
  }
};

const checkPrincipal = (statement: PolicyStatement, kind: PolicyKind): void => {
  const block = statement.Principal ?? statement.NotPrincipal;
  if (kind === 'identity') {
    if (statement.Principal !== undefined || statement.NotPrincipal !== undefined) {
      throw malformed('Policy document should not specify a principal.');
    }
    return;
  }
  if (block === undefined) throw malformed('Missing required field Principal.');
  if (block === '*') return;
  const types = new Set(['AWS', 'Service', 'Federated', 'CanonicalUser']);
  const isWellFormed =
    isRecord(block) &&
    Object.keys(block).length > 0 &&
    Object.entries(block).every(([type, values]) => types.has(type) && isStringList(values));
  if (!isWellFormed) throw malformed('Syntax errors in policy.');
};

const checkConditions = (statement: PolicyStatement): void => {
  if (statement.Condition === undefined) return;
  if (!isRecord(statement.Condition)) throw malformed('Syntax errors in policy.');
  for (const [operator, keys] of Object.entries(statement.Condition)) {
    const name = parseOperatorName(operator);
    if (!name) throw malformed(`Invalid Condition type : ${operator}.`);
    if (!isRecord(keys)) throw malformed('Syntax errors in policy.');
    for (const [key, values] of Object.entries(keys)) {
      if (!key.includes(':'))
        throw malformed(`Condition ${key} must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.`);
      const scalar = manyOf(values as string | readonly string[]);
      if (scalar.length === 0 || !scalar.every((value) => ['string', 'number', 'boolean'].includes(typeof value))) {
        throw malformed('Syntax errors in policy.');
      }
      const odd = scalar.find((value) => !isValueOf(name.base, String(value)));
      if (odd !== undefined) throw malformed(`Invalid value ${odd} for the condition operator ${operator}.`);
    }
  }
};

const checkStatement = (statement: unknown, kind: PolicyKind): void => {
  if (!isRecord(statement)) throw malformed('Syntax errors in policy.');
  for (const key of Object.keys(statement)) if (!STATEMENT_KEYS.has(key)) throw malformed('Syntax errors in policy.');
  const { Effect, Sid } = statement;
  if (Effect !== 'Allow' && Effect !== 'Deny') throw malformed('Syntax errors in policy.');
  const sidPattern = kind === 'resource' ? /^.*$/s : /^[0-9A-Za-z]*$/;
  if (Sid !== undefined && (typeof Sid !== 'string' || !sidPattern.test(Sid))) {
    throw malformed(
      'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
    );
  }
  const checked = statement as unknown as PolicyStatement;
  // Source: AWS, IAM User Guide, "Grammar of the IAM JSON policy language": an element or its opposite, not both.
  for (const [one, other] of OPPOSITES) {
    if (checked[one] !== undefined && checked[other] !== undefined) throw malformed('Syntax errors in policy.');
  }
  checkPrincipal(checked, kind);
  checkActions(checked, kind);
  checkResources(checked, kind);
  checkConditions(checked);
};

/** Throws MalformedPolicyDocument, with IAM's message, for a document that IAM would reject. */
export const checkPolicy = (document: unknown, kind: PolicyKind): PolicyDocument => {
  if (!isRecord(document)) throw malformed('Syntax errors in policy.');
  for (const key of Object.keys(document)) if (!DOCUMENT_KEYS.has(key)) throw malformed('Syntax errors in policy.');
  if (document['Version'] !== undefined && !['2012-10-17', '2008-10-17'].includes(String(document['Version']))) {
    throw malformed('The policy must contain a valid version string');
  }
  const statements = manyOf(document['Statement'] as PolicyStatement);
  if (statements.length === 0) throw malformed('Syntax errors in policy.');
  for (const statement of statements) checkStatement(statement, kind);
  const sids = statements.flatMap(({ Sid }) => (Sid === undefined || Sid === '' ? [] : [Sid]));
  if (new Set(sids).size !== sids.length) throw malformed('Statement IDs (SID) in a single policy must be unique.');
  return document as unknown as PolicyDocument;
};

const NO_JSON: Readonly<Record<PolicyKind, string>> = {
  identity: 'Syntax errors in policy.',
  trust: 'This policy contains invalid Json',
  resource: "Policies must be valid JSON and the first byte must be '{'",
};

/** Parses a document as sent. Like IAM, it checks first that the document is JSON. */
export const parsePolicy = (text: string, kind: PolicyKind): PolicyDocument => {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw malformed(NO_JSON[kind]);
  }
  return checkPolicy(document, kind);
};

/** The number of characters that count toward a quota: all except white space between JSON tokens. */
export const countedLength = (text: string): number => text.replace(/("(?:[^"\\]|\\.)*")|\s+/g, '$1').length;
