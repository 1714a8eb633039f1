import type { XmlValue } from '../http/xml.ts';
import type { RequestContext } from '../policy/context.ts';
import { findManagedPolicy } from '../world/lookup.ts';
import { partitionOf } from '../world/partition.ts';
import type { RoleState, UserState } from '../world/state.ts';
import { documentParam } from './documents.ts';
import {
  allowedRole,
  allowedUser,
  changeableRole,
  encodedDocument,
  found,
  type IamCall,
  type IamOperation,
  nameParam,
  page,
} from './iam-call.ts';
import { requireInlineFits, requireQuota } from './quotas.ts';

/** How roles and users differ: the lookup, and the names in parameters and messages. */
interface EntityKind {
  readonly kind: 'role' | 'user';
  readonly nameElement: 'RoleName' | 'UserName';
  readonly attachedQuota: string;
  read(call: IamCall): RoleState | UserState;
  change(call: IamCall, context?: RequestContext): RoleState | UserState;
}

const ROLE: EntityKind = {
  kind: 'role',
  nameElement: 'RoleName',
  attachedQuota: 'PoliciesPerRole',
  read: allowedRole,
  change: changeableRole,
};
const USER: EntityKind = {
  kind: 'user',
  nameElement: 'UserName',
  attachedQuota: 'PoliciesPerUser',
  read: allowedUser,
  change: allowedUser,
};

const inlinePolicy = (
  of: EntityKind,
  call: IamCall,
  entity: RoleState | UserState,
): { name: string; document: object } => {
  const name = nameParam(call, 'PolicyName', 128);
  const document = Object.hasOwn(entity.inlinePolicies, name) ? entity.inlinePolicies[name] : undefined;
  return { name, document: found(document, `The ${of.kind} policy with name ${name} cannot be found.`) };
};

const put =
  (of: EntityKind): IamOperation =>
  (call) => {
    const entity = of.change(call);
    const name = nameParam(call, 'PolicyName', 128);
    const { text, document } = documentParam(call, 'PolicyDocument', 'identity');
    requireInlineFits(call.account, of.kind, entity, { name, text });
    entity.inlinePolicies[name] = document;
    call.store.save();
    return undefined;
  };

const get =
  (of: EntityKind): IamOperation =>
  (call) => {
    const entity = of.read(call);
    const { name, document } = inlinePolicy(of, call, entity);
    return { [of.nameElement]: entity.name, PolicyName: name, PolicyDocument: encodedDocument(document) };
  };

const remove =
  (of: EntityKind): IamOperation =>
  (call) => {
    const entity = of.change(call);
    const { name } = inlinePolicy(of, call, entity);
    delete entity.inlinePolicies[name];
    call.store.save();
    return undefined;
  };

const list =
  (of: EntityKind): IamOperation =>
  (call) => {
    const { entries, rest } = page(call, Object.keys(of.read(call).inlinePolicies).sort());
    return { PolicyNames: entries, ...rest };
  };

const attachedXml = (arn: string): XmlValue => ({ PolicyName: arn.slice(arn.lastIndexOf('/') + 1), PolicyArn: arn });

const listAttached =
  (of: EntityKind): IamOperation =>
  (call) => {
    const { entries, rest } = page(call, of.read(call).attachedPolicies);
    return { AttachedPolicies: entries.map(attachedXml), ...rest };
  };

const attach =
  (of: EntityKind): IamOperation =>
  (call) => {
    const arn = call.params.required('PolicyArn');
    const entity = of.change(call, { 'iam:PolicyARN': arn });
    const isOwn = ['aws', call.account.id].some((owner) =>
      arn.startsWith(`arn:${partitionOf(call.account)}:iam::${owner}:`),
    );
    found(
      isOwn ? findManagedPolicy(call.store.state, arn) : undefined,
      `Policy ${arn} does not exist or is not attachable.`,
    );
    if (!entity.attachedPolicies.includes(arn)) {
      requireQuota(of.attachedQuota, entity.attachedPolicies.length, 10);
      entity.attachedPolicies.push(arn);
      call.store.save();
    }
    return undefined;
  };

const detach =
  (of: EntityKind): IamOperation =>
  (call) => {
    const arn = call.params.required('PolicyArn');
    const entity = of.change(call, { 'iam:PolicyARN': arn });
    found(entity.attachedPolicies.includes(arn) || undefined, `Policy ${arn} was not found.`);
    entity.attachedPolicies = entity.attachedPolicies.filter((one) => one !== arn);
    call.store.save();
    return undefined;
  };

/** The operations on inline and attached policies of roles and users. */
export const entityPolicyOperations: Readonly<Record<string, IamOperation>> = {
  PutRolePolicy: put(ROLE),
  GetRolePolicy: get(ROLE),
  DeleteRolePolicy: remove(ROLE),
  ListRolePolicies: list(ROLE),
  ListAttachedRolePolicies: listAttached(ROLE),
  AttachRolePolicy: attach(ROLE),
  DetachRolePolicy: detach(ROLE),
  PutUserPolicy: put(USER),
  GetUserPolicy: get(USER),
  DeleteUserPolicy: remove(USER),
  ListUserPolicies: list(USER),
  ListAttachedUserPolicies: listAttached(USER),
  AttachUserPolicy: attach(USER),
  DetachUserPolicy: detach(USER),
};
