import { AwsError } from '../errors.ts';
import type { XmlValue } from '../http/xml.ts';
import { newAccessKeyId, newEntityId, newSecret } from '../world/ids.ts';
import { userArn } from '../world/lookup.ts';
import { partitionOf } from '../world/partition.ts';
import type { UserState } from '../world/state.ts';
import { boundaryContext, boundaryElement, boundaryParam } from './boundaries.ts';
import { allowedUser, found, type IamCall, type IamOperation, nameParam, page, requireAllowed } from './iam-call.ts';
import { requireQuota } from './quotas.ts';
import { pathParam, requireFreeName } from './roles.ts';
import { requestTagContext, tagKeyParams, tagList, tagParams, tagsElement, withoutTags, withTags } from './tags.ts';

const userXml = (call: IamCall, user: UserState): { readonly [element: string]: XmlValue } => ({
  Path: user.path,
  UserName: user.name,
  UserId: user.id,
  Arn: userArn(call.account, user),
  CreateDate: new Date(user.createdAt),
});

/** Without UserName, these calls apply to the caller. */
const namedOrOwnUser = (call: IamCall): UserState => {
  if (call.params.optional('UserName') !== undefined) return allowedUser(call);
  if (call.caller.kind !== 'user') {
    throw new AwsError('ValidationError', 'Must specify userName when calling with non-User credentials');
  }
  const { user } = call.caller;
  requireAllowed(call, userArn(call.account, user), `user ${user.name}`, user.tags);
  return user;
};

const createUser: IamOperation = (call) => {
  call.params.only(['UserName', 'Path', 'PermissionsBoundary', 'Tags']);
  const boundary = boundaryParam(call);
  const name = nameParam(call, 'UserName', 64);
  const path = pathParam(call, 'Path');
  const tags = tagParams(call);
  const arn = userArn(call.account, { path, name });
  requireAllowed(call, arn, arn, {}, { ...requestTagContext(tags), ...boundaryContext(boundary) });
  requireFreeName(call.account.users, name, 'User');
  const user: UserState = {
    name,
    path,
    id: newEntityId('AIDA'),
    createdAt: call.facts.now.toISOString(),
    inlinePolicies: {},
    attachedPolicies: [],
    ...(boundary === undefined ? {} : { permissionsBoundary: boundary }),
    tags,
    accessKeys: [],
  };
  call.account.users[name] = user;
  call.store.save();
  return { User: { ...userXml(call, user), ...tagsElement(tags) } };
};

const getUser: IamOperation = (call) => {
  const user = namedOrOwnUser(call);
  return { User: { ...userXml(call, user), ...boundaryElement(user), ...tagsElement(user.tags) } };
};

const listUsers: IamOperation = (call) => {
  const prefix = call.params.optional('PathPrefix') ?? '/';
  const arn = `arn:${partitionOf(call.account)}:iam::${call.account.id}:user${prefix}`;
  requireAllowed(call, arn, arn);
  const users = Object.values(call.account.users)
    .filter(({ path }) => path.startsWith(prefix))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const { entries, rest } = page(call, users);
  return { Users: entries.map((user) => userXml(call, user)), ...rest };
};

const deleteUser: IamOperation = (call) => {
  const user = allowedUser(call);
  const conflict = (message: string): AwsError => new AwsError('DeleteConflict', message, 409);
  if (user.accessKeys.length > 0) throw conflict('Cannot delete entity, must delete access keys first.');
  if (user.mfaDevices?.length) throw conflict('Cannot delete entity, must delete MFA device first.');
  if (Object.keys(user.inlinePolicies).length > 0) throw conflict('Cannot delete entity, must delete policies first.');
  if (user.attachedPolicies.length > 0) throw conflict('Cannot delete entity, must detach all policies first.');
  delete call.account.users[user.name];
  call.store.save();
  return undefined;
};

const createAccessKey: IamOperation = (call) => {
  const user = namedOrOwnUser(call);
  requireQuota('AccessKeysPerUser', user.accessKeys.length, 2);
  const key = {
    id: newAccessKeyId('AKIA'),
    secret: newSecret(),
    createdAt: call.facts.now.toISOString(),
    status: 'Active' as const,
  };
  user.accessKeys.push(key);
  call.store.save();
  return {
    AccessKey: {
      UserName: user.name,
      AccessKeyId: key.id,
      Status: key.status,
      SecretAccessKey: key.secret,
      CreateDate: new Date(key.createdAt),
    },
  };
};

const listAccessKeys: IamOperation = (call) => {
  const user = namedOrOwnUser(call);
  const { entries, rest } = page(call, user.accessKeys);
  return {
    AccessKeyMetadata: entries.map(({ id, status, createdAt }) => ({
      UserName: user.name,
      AccessKeyId: id,
      Status: status,
      CreateDate: new Date(createdAt),
    })),
    ...rest,
  };
};

const deleteAccessKey: IamOperation = (call) => {
  const user = namedOrOwnUser(call);
  const id = call.params.required('AccessKeyId');
  found(
    user.accessKeys.find((key) => key.id === id),
    `The Access Key with id ${id} cannot be found.`,
  );
  user.accessKeys = user.accessKeys.filter((key) => key.id !== id);
  call.store.save();
  return undefined;
};

const listMfaDevices: IamOperation = (call) => {
  const user = namedOrOwnUser(call);
  const { entries, rest } = page(call, user.mfaDevices ?? []);
  return {
    MFADevices: entries.map(({ serialNumber, enabledAt }) => ({
      UserName: user.name,
      SerialNumber: serialNumber,
      EnableDate: new Date(enabledAt),
    })),
    ...rest,
  };
};

const tagUser: IamOperation = (call) => {
  const tags = tagParams(call);
  const user = allowedUser(call, requestTagContext(tags));
  user.tags = withTags(user.tags, tags);
  call.store.save();
  return undefined;
};

const untagUser: IamOperation = (call) => {
  const keys = tagKeyParams(call);
  const user = allowedUser(call, { 'aws:TagKeys': keys });
  user.tags = withoutTags(user.tags, keys);
  call.store.save();
  return undefined;
};

const listUserTags: IamOperation = (call) => {
  const { entries, rest } = page(call, tagList(allowedUser(call).tags));
  return { Tags: entries, ...rest };
};

const listGroupsForUser: IamOperation = (call) => {
  allowedUser(call);
  return { Groups: [], IsTruncated: false };
};

/** The operations on users and their access keys. Groups are not implemented, so no user belongs to one. */
export const userOperations: Readonly<Record<string, IamOperation>> = {
  CreateUser: createUser,
  GetUser: getUser,
  ListUsers: listUsers,
  DeleteUser: deleteUser,
  CreateAccessKey: createAccessKey,
  ListAccessKeys: listAccessKeys,
  DeleteAccessKey: deleteAccessKey,
  ListGroupsForUser: listGroupsForUser,
  ListMFADevices: listMfaDevices,
  TagUser: tagUser,
  UntagUser: untagUser,
  ListUserTags: listUserTags,
};
