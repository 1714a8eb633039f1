import { AwsError } from '../errors.ts';
import { manyOf, type PolicyDocument, type PrincipalBlock } from '../policy/document.ts';
import { arnOfId, findRole, findUser } from './lookup.ts';
import { PARTITION_PATTERN, partitionOf } from './partition.ts';
import type { AccountState, WorldState } from './state.ts';

const SESSION_ARN = new RegExp(`^arn:${PARTITION_PATTERN}:sts::(\\d{12}):assumed-role/([^/]+)/(.+)$`);
const ENTITY_ID = /^(A(?:IDA|ROA)[A-Z0-9]{12,})(:.+)?$/;
const FEDERATED = new RegExp(
  `^(arn:${PARTITION_PATTERN}:iam::\\d{12}:(saml-provider|oidc-provider)/.+|[a-z0-9.-]+\\.[a-z]+(/.*)?)$`,
);
const ROOT = new RegExp(`^arn:${PARTITION_PATTERN}:iam::\\d{12}:root$`);

const invalid = (type: string, value: string): AwsError =>
  new AwsError('MalformedPolicyDocument', `Invalid principal in policy: "${type.toUpperCase()}":"${value}"`);

const idOfAwsPrincipal = (state: WorldState, value: string): string | undefined => {
  const partition = partitionOf(Object.values(state.accounts)[0] ?? {});
  if (value === '*') return value;
  // IAM refuses accounts that do not exist. Only one number is known to belong to no account.
  if (/^(arn:.*:)?0{12}(:root)?$/.test(value)) return undefined;
  // Trust does not cross partitions. Source: AWS, IAM User Guide, "Cross-account resource access".
  if (ROOT.test(value)) return value.split(':')[1] === partition ? value : undefined;
  if (/^\d{12}$/.test(value)) return `arn:${partition}:iam::${value}:root`;
  const known = findUser(state, value) ?? findRole(state, value);
  if (known) return known.entity.id;
  const [, accountId = '', roleName = '', sessionName] = SESSION_ARN.exec(value) ?? [];
  const sessionRole = state.accounts[accountId]?.roles[roleName];
  if (sessionRole) return `${sessionRole.id}:${sessionName}`;
  const [, id = ''] = ENTITY_ID.exec(value) ?? [];
  return id !== '' && arnOfId(state, id) !== undefined ? value : undefined;
};

const storedValue = (state: WorldState, type: string, value: string): string => {
  const isValid =
    (type === 'Service' && /^[a-z0-9.-]+\.amazonaws\.com$/.test(value)) ||
    (type === 'Federated' && FEDERATED.test(value)) ||
    (type === 'CanonicalUser' && /^[0-9a-f]{64}$/.test(value));
  const stored = type === 'AWS' ? idOfAwsPrincipal(state, value) : isValid ? value : undefined;
  if (stored === undefined) {
    throw invalid(type, value);
  }
  return stored;
};

const shownValue = (state: WorldState, value: string): string => {
  const [, id = '', session] = ENTITY_ID.exec(value) ?? [];
  const arn = id === '' ? undefined : arnOfId(state, id);
  if (arn === undefined) return value;
  if (session === undefined) return arn;
  const [, partition, , , accountId] = arn.split(':');
  return `arn:${partition}:sts::${accountId}:assumed-role/${arn.slice(arn.lastIndexOf('/') + 1)}/${session.slice(1)}`;
};

const mapBlock = (block: PrincipalBlock, map: (type: string, value: string) => string): PrincipalBlock => {
  if (typeof block === 'string') return block;
  return Object.fromEntries(
    Object.entries(block).map(([type, values]) => [
      type,
      typeof values === 'string' ? map(type, values) : manyOf(values).map((value) => map(type, value)),
    ]),
  );
};

const mapPrincipals = (document: PolicyDocument, map: (type: string, value: string) => string): PolicyDocument => {
  const statements = manyOf(document.Statement).map((statement) => ({
    ...statement,
    ...(statement.Principal === undefined ? {} : { Principal: mapBlock(statement.Principal, map) }),
    ...(statement.NotPrincipal === undefined ? {} : { NotPrincipal: mapBlock(statement.NotPrincipal, map) }),
  }));
  const [only] = statements;
  return { ...document, Statement: Array.isArray(document.Statement) || !only ? statements : only };
};

/**
 * A policy as IAM stores it: users and roles by unique id, so that a later entity with the same name is not trusted.
 * Throws MalformedPolicyDocument for a principal that does not exist. Accounts outside the local AWS are accepted
 * without a check, except 000000000000.
 */
export const storePrincipals = (state: WorldState, document: PolicyDocument): PolicyDocument =>
  mapPrincipals(document, (type, value) => storedValue(state, type, value));

/** The same policy as IAM shows it: ARNs, or the unique id of a deleted entity. */
export const showPrincipals = (state: WorldState, document: PolicyDocument): PolicyDocument =>
  mapPrincipals(document, (type, value) => (type === 'AWS' ? shownValue(state, value) : value));

/** The ARN of a role as a principal of sessions. */
export const sessionArn = (account: AccountState, roleName: string, sessionName: string): string =>
  `arn:${partitionOf(account)}:sts::${account.id}:assumed-role/${roleName}/${sessionName}`;
