import { resourceTagContext } from '../auth/caller.ts';
import { requireAllowedBy } from '../auth/refusal.ts';
import type { Call } from '../call.ts';
import { AwsError } from '../errors.ts';
import { type Params, requireLength, requirePattern } from '../http/params.ts';
import type { XmlValue } from '../http/xml.ts';
import type { RequestContext } from '../policy/context.ts';
import { roleArn, userArn, userByName } from '../world/lookup.ts';
import type { AccountState, RoleState, UserState } from '../world/state.ts';

/** A call to IAM. It always acts on the caller's own account. */
export interface IamCall extends Call {
  readonly params: Params;
  readonly account: AccountState;
}

/**
 * One operation: checks the call, applies it, and returns the content of its Result element, or undefined if it has
 * none.
 */
export type IamOperation = (call: IamCall) => XmlValue | undefined;

export const NAME_PATTERN = /^[\w+=,.@-]+$/;
const SHOWN_NAME_PATTERN = '[\\w+=,.@-]+';

/** Throws AccessDenied with IAM's message unless the caller is allowed. */
export const requireAllowed = (
  call: IamCall,
  resource: string,
  shown: string,
  tags: Readonly<Record<string, string>> = {},
  context: RequestContext = {},
): void => {
  const action = `iam:${call.operation}`;
  const evaluation = call.explain({ action, resource, context: { ...resourceTagContext(tags), ...context } });
  requireAllowedBy(evaluation, call.caller, action, shown);
};

/** A parameter that names an entity or a policy. */
export const nameParam = (call: IamCall, parameter: string, longest: number): string => {
  const value = requireLength(parameter, call.params.required(parameter), 1, longest);
  return requirePattern(parameter, value, NAME_PATTERN, SHOWN_NAME_PATTERN);
};

const noSuchEntity = (message: string): AwsError => new AwsError('NoSuchEntity', message, 404);

/**
 * The role that RoleName names. Checks first that the caller is allowed, then throws NoSuchEntity if the role does not
 * exist.
 */
export const allowedRole = (call: IamCall, context: RequestContext = {}): RoleState => {
  const name = nameParam(call, 'RoleName', 64);
  const role = Object.hasOwn(call.account.roles, name) ? call.account.roles[name] : undefined;
  requireAllowed(call, roleArn(call.account, role ?? { path: '/', name }), `role ${name}`, role?.tags, context);
  if (!role) throw noSuchEntity(`The role with name ${name} cannot be found.`);
  return role;
};

/** Like `roleOf`, for calls that change the role. AWS does not allow changes to its reserved roles. */
export const changeableRole = (call: IamCall, context: RequestContext = {}): RoleState => {
  const role = allowedRole(call, context);
  if (!role.path.startsWith('/aws-reserved/')) return role;
  throw new AwsError(
    'UnmodifiableEntity',
    `Cannot perform the operation on the protected role '${role.name}' - this role is only modifiable by AWS`,
  );
};

/**
 * The user that UserName names. Checks first that the caller is allowed, then throws NoSuchEntity if the user does not
 * exist.
 */
export const allowedUser = (call: IamCall, context: RequestContext = {}): UserState => {
  const name = nameParam(call, 'UserName', 64);
  const user = userByName(call.account, name);
  requireAllowed(call, userArn(call.account, user ?? { path: '/', name }), `user ${name}`, user?.tags, context);
  if (!user) throw noSuchEntity(`The user with name ${name} cannot be found.`);
  return user;
};

/** Throws NoSuchEntity if the value is undefined. */
export const found = <T>(value: T | undefined, message: string): T => {
  if (value === undefined) throw noSuchEntity(message);
  return value;
};

/** One page of a list, by MaxItems and Marker. The marker is the position of the next page. */
export const page = <T>(
  call: IamCall,
  items: readonly T[],
): { readonly entries: readonly T[]; readonly rest: { readonly IsTruncated: boolean; readonly Marker?: string } } => {
  const size = call.params.integer('MaxItems') ?? 100;
  if (size < 1 || size > 1000) {
    throw new AwsError('ValidationError', `Value '${size}' at 'maxItems' must lie between 1 and 1000`);
  }
  const marker = call.params.optional('Marker');
  const decoded = marker === undefined ? '0' : Buffer.from(marker, 'base64url').toString();
  if (!/^\d+$/.test(decoded)) throw new AwsError('ValidationError', 'Invalid Marker.');
  const start = Number(decoded);
  const end = start + size;
  const entries = items.slice(start, end);
  if (end >= items.length) return { entries, rest: { IsTruncated: false } };
  return { entries, rest: { IsTruncated: true, Marker: Buffer.from(String(end)).toString('base64url') } };
};

/** A policy document as IAM returns it: percent-encoded JSON (RFC 3986). */
export const encodedDocument = (document: object): string =>
  encodeURIComponent(JSON.stringify(document)).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
