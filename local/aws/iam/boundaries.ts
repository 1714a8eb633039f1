import { AwsError } from '../errors.ts';
import type { XmlValue } from '../http/xml.ts';
import type { RequestContext } from '../policy/context.ts';
import { findManagedPolicy } from '../world/lookup.ts';
import type { RoleState, UserState } from '../world/state.ts';
import { allowedUser, changeableRole, found, type IamCall, type IamOperation } from './iam-call.ts';

type Bounded = RoleState | UserState;
type Change = (call: IamCall, context: RequestContext) => Bounded;

/** The PermissionsBoundary parameter. Throws NoSuchEntity unless it names an existing managed policy. */
export const boundaryParam = (call: IamCall): string | undefined => {
  const arn = call.params.optional('PermissionsBoundary');
  if (arn === undefined) return undefined;
  found(findManagedPolicy(call.store.state, arn), `Scope ARN: ${arn} does not exist or is not attachable.`);
  return arn;
};

/** The condition key of a call that sets a boundary. Source: AWS, IAM User Guide, "IAM and AWS STS condition context keys". */
export const boundaryContext = (arn: string | undefined): RequestContext =>
  arn === undefined ? {} : { 'iam:PermissionsBoundary': arn };

/** The boundary as GetUser and GetRole return it. */
export const boundaryElement = ({ permissionsBoundary }: Bounded): { readonly [element: string]: XmlValue } =>
  permissionsBoundary === undefined
    ? {}
    : {
        PermissionsBoundary: {
          PermissionsBoundaryType: 'Policy',
          PermissionsBoundaryArn: permissionsBoundary,
        },
      };

const put =
  (change: Change): IamOperation =>
  (call) => {
    call.params.required('PermissionsBoundary');
    const arn = boundaryParam(call);
    const entity = change(call, boundaryContext(arn));
    if (arn !== undefined) entity.permissionsBoundary = arn;
    call.store.save();
    return undefined;
  };

const remove =
  (change: Change, kind: 'role' | 'user'): IamOperation =>
  (call) => {
    const entity = change(call, {});
    if (entity.permissionsBoundary === undefined) {
      throw new AwsError('NoSuchEntity', `The ${kind} ${entity.name} has no permissions boundary.`, 404);
    }
    delete entity.permissionsBoundary;
    call.store.save();
    return undefined;
  };

/** Permissions boundaries of users and roles. */
export const boundaryOperations: Readonly<Record<string, IamOperation>> = {
  PutUserPermissionsBoundary: put(allowedUser),
  DeleteUserPermissionsBoundary: remove(allowedUser, 'user'),
  PutRolePermissionsBoundary: put(changeableRole),
  DeleteRolePermissionsBoundary: remove(changeableRole, 'role'),
};
