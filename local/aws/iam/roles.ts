import { AwsError } from '../errors.ts';
import { requireLength, requirePattern } from '../http/params.ts';
import type { XmlValue } from '../http/xml.ts';
import { newEntityId } from '../world/ids.ts';
import { roleArn } from '../world/lookup.ts';
import { partitionOf } from '../world/partition.ts';
import type { AccountState, RoleState } from '../world/state.ts';
import { showPrincipals, storePrincipals } from '../world/trust-principals.ts';
import { boundaryContext, boundaryElement, boundaryParam } from './boundaries.ts';
import { documentParam } from './documents.ts';
import {
  allowedRole,
  changeableRole,
  encodedDocument,
  type IamCall,
  type IamOperation,
  nameParam,
  page,
  requireAllowed,
} from './iam-call.ts';
import { requireTrustFits } from './quotas.ts';
import { requestTagContext, tagKeyParams, tagList, tagParams, tagsElement, withoutTags, withTags } from './tags.ts';

/** The minimum and maximum of MaxSessionDuration, in seconds. */
const SESSION_BOUNDS = { min: 3600, max: 43_200 };

const roleXml = (call: IamCall, role: RoleState): { readonly [element: string]: XmlValue } => ({
  Path: role.path,
  RoleName: role.name,
  RoleId: role.id,
  Arn: roleArn(call.account, role),
  CreateDate: new Date(role.createdAt),
  AssumeRolePolicyDocument: encodedDocument(showPrincipals(call.store.state, role.trustPolicy)),
  Description: role.description,
  MaxSessionDuration: role.maxSessionDurationSeconds,
});

/** A path parameter. Default "/". */
export const pathParam = (call: IamCall, parameter: string): string =>
  requirePattern(
    parameter,
    call.params.optional(parameter) ?? '/',
    /^(\/|\/[\u0021-\u007F]+\/)$/,
    '(\\u002F)|(\\u002F[\\u0021-\\u007F]+\\u002F)',
  );

/** Throws ValidationError unless the duration is between one and twelve hours. */
export const sessionDurationParam = (call: IamCall): number | undefined => {
  const seconds = call.params.integer('MaxSessionDuration');
  if (seconds === undefined || (seconds >= SESSION_BOUNDS.min && seconds <= SESSION_BOUNDS.max)) return seconds;
  const bound =
    seconds < SESSION_BOUNDS.min
      ? `greater than or equal to ${SESSION_BOUNDS.min}`
      : `less than or equal to ${SESSION_BOUNDS.max}`;
  throw new AwsError(
    'ValidationError',
    `1 validation error detected: Value '${seconds}' at 'maxSessionDuration' failed to satisfy constraint: Member must have value ${bound}`,
  );
};

/** Names are unique regardless of case. */
export const requireFreeName = (
  entities: Readonly<Record<string, unknown>>,
  name: string,
  kind: 'Role' | 'User',
): void => {
  if (Object.keys(entities).some((taken) => taken.toLowerCase() === name.toLowerCase())) {
    throw new AwsError('EntityAlreadyExists', `${kind} with name ${name} already exists.`, 409);
  }
};

const createRole: IamOperation = (call) => {
  call.params.only([
    'RoleName',
    'Path',
    'AssumeRolePolicyDocument',
    'Description',
    'MaxSessionDuration',
    'PermissionsBoundary',
    'Tags',
  ]);
  const boundary = boundaryParam(call);
  const name = nameParam(call, 'RoleName', 64);
  const path = pathParam(call, 'Path');
  const tags = tagParams(call);
  const arn = roleArn(call.account, { path, name });
  requireAllowed(call, arn, arn, {}, { ...requestTagContext(tags), ...boundaryContext(boundary) });
  requireFreeName(call.account.roles, name, 'Role');
  const { text, document } = documentParam(call, 'AssumeRolePolicyDocument', 'trust');
  requireTrustFits(call.account, text);
  const description = call.params.optional('Description');
  const role: RoleState = {
    name,
    path,
    id: newEntityId('AROA'),
    createdAt: call.facts.now.toISOString(),
    ...(description === undefined ? {} : { description: requireLength('Description', description, 0, 1000) }),
    maxSessionDurationSeconds: sessionDurationParam(call) ?? 3600,
    trustPolicy: document,
    inlinePolicies: {},
    attachedPolicies: [],
    ...(boundary === undefined ? {} : { permissionsBoundary: boundary }),
    tags,
  };
  role.trustPolicy = storePrincipals(call.store.state, document);
  call.account.roles[name] = role;
  call.store.save();
  return { Role: { ...roleXml(call, role), ...tagsElement(tags) } };
};

const getRole: IamOperation = (call) => {
  const role = allowedRole(call);
  return { Role: { ...roleXml(call, role), ...boundaryElement(role), ...tagsElement(role.tags), RoleLastUsed: {} } };
};

const listRoles: IamOperation = (call) => {
  const prefix = call.params.optional('PathPrefix') ?? '/';
  const arn = `arn:${partitionOf(call.account)}:iam::${call.account.id}:role${prefix}`;
  requireAllowed(call, arn, arn);
  const { entries, rest } = page(call, sortedRoles(call.account, prefix));
  return { Roles: entries.map((role) => roleXml(call, role)), ...rest };
};

const sortedRoles = (account: AccountState, prefix: string): readonly RoleState[] =>
  Object.values(account.roles)
    .filter(({ path }) => path.startsWith(prefix))
    .sort((a, b) => (a.name < b.name ? -1 : 1));

const deleteRole: IamOperation = (call) => {
  const role = changeableRole(call);
  if (Object.keys(role.inlinePolicies).length > 0) {
    throw new AwsError('DeleteConflict', 'Cannot delete entity, must delete policies first.', 409);
  }
  if (role.attachedPolicies.length > 0) {
    throw new AwsError('DeleteConflict', 'Cannot delete entity, must detach all policies first.', 409);
  }
  delete call.account.roles[role.name];
  call.store.save();
  return undefined;
};

const updateAssumeRolePolicy: IamOperation = (call) => {
  const role = changeableRole(call);
  const { text, document } = documentParam(call, 'PolicyDocument', 'trust');
  requireTrustFits(call.account, text);
  role.trustPolicy = storePrincipals(call.store.state, document);
  call.store.save();
  return undefined;
};

const updateRole: IamOperation = (call) => {
  call.params.only(['RoleName', 'Description', 'MaxSessionDuration']);
  const role = changeableRole(call);
  const description = call.params.optional('Description');
  if (description !== undefined) role.description = requireLength('Description', description, 0, 1000);
  role.maxSessionDurationSeconds = sessionDurationParam(call) ?? role.maxSessionDurationSeconds;
  call.store.save();
  return {};
};

const tagRole: IamOperation = (call) => {
  const tags = tagParams(call);
  const role = changeableRole(call, requestTagContext(tags));
  role.tags = withTags(role.tags, tags);
  call.store.save();
  return undefined;
};

const untagRole: IamOperation = (call) => {
  const keys = tagKeyParams(call);
  const role = changeableRole(call, { 'aws:TagKeys': keys });
  role.tags = withoutTags(role.tags, keys);
  call.store.save();
  return undefined;
};

const listRoleTags: IamOperation = (call) => {
  const role = allowedRole(call);
  const { entries, rest } = page(call, tagList(role.tags));
  return { Tags: entries, ...rest };
};

/** The operations on roles. */
export const roleOperations: Readonly<Record<string, IamOperation>> = {
  CreateRole: createRole,
  GetRole: getRole,
  ListRoles: listRoles,
  DeleteRole: deleteRole,
  UpdateAssumeRolePolicy: updateAssumeRolePolicy,
  UpdateRole: updateRole,
  TagRole: tagRole,
  UntagRole: untagRole,
  ListRoleTags: listRoleTags,
};
