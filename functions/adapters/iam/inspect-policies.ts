import {
  type AttachedPolicy,
  GetGroupPolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  ListAttachedGroupPoliciesCommand,
  ListAttachedRolePoliciesCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupPoliciesCommand,
  ListGroupsForUserCommand,
} from '@aws-sdk/client-iam';
import { defined } from '../../core/defined.ts';
import type { NamedPolicy } from '../../core/doctor/facts.ts';
import { nameOf, type RoleArn, type UserArn } from '../../core/names.ts';
import type { PolicyDocument } from '../../core/trust/documents.ts';
import { type Read, readParts } from './inspect-parts.ts';
import {
  decodePolicy,
  type Find,
  type InlineReader,
  inlineOfRole,
  inlineOfUser,
  inlineReader,
  type Page,
  pages,
  readPolicies,
} from './read.ts';

const inlinePolicies = async (
  how: NamedPolicy['how'],
  reader: InlineReader,
  known?: readonly string[],
): Promise<readonly NamedPolicy[]> => {
  const names = known ?? (await reader.names()) ?? [];
  return [...(await readPolicies(reader, names))].map(([name, document]) => ({ name, how, document }));
};

const managedPolicy = async (find: Find, PolicyArn: string): Promise<PolicyDocument | undefined> => {
  const policy = await find('iam:GetPolicy', new GetPolicyCommand({ PolicyArn }));
  const VersionId = policy?.Policy?.DefaultVersionId;
  if (VersionId === undefined) return undefined;
  const version = await find('iam:GetPolicyVersion', new GetPolicyVersionCommand({ PolicyArn, VersionId }));
  return decodePolicy(version?.PolicyVersion?.Document, { action: 'iam:GetPolicyVersion', resource: PolicyArn });
};

const inlineOfGroup = (find: Find, GroupName: string, resource: UserArn): InlineReader =>
  inlineReader(
    (Marker) => find('iam:ListGroupPolicies', new ListGroupPoliciesCommand({ GroupName, Marker })),
    (PolicyName) => find('iam:GetGroupPolicy', new GetGroupPolicyCommand({ GroupName, PolicyName })),
    { action: 'iam:GetGroupPolicy', resource },
  );

type AttachedPage = Page & { readonly AttachedPolicies?: AttachedPolicy[] | undefined };

/** Reads the inline, attached and group policies of roles and users. Each managed policy is read once. */
export const createPolicyReader = () => {
  const managed = new Map<string, Promise<PolicyDocument | undefined>>();

  const attachedPolicies = async (
    how: NamedPolicy['how'],
    find: Find,
    list: (marker: string | undefined) => Promise<AttachedPage | undefined>,
  ): Promise<readonly NamedPolicy[]> => {
    const attached = ((await pages(list)) ?? []).flatMap(({ AttachedPolicies = [] }) => AttachedPolicies);
    const found: NamedPolicy[] = [];
    for (const arn of attached.flatMap(({ PolicyArn }) => PolicyArn ?? [])) {
      const reading = managed.get(arn) ?? managedPolicy(find, arn);
      managed.set(arn, reading);
      const document = await reading;
      if (document !== undefined) found.push({ name: nameOf(arn as RoleArn), arn, how, document });
    }
    return found;
  };

  const groupPolicies = async (find: Find, UserName: string, arn: UserArn): Promise<readonly NamedPolicy[]> => {
    const listed = await pages((Marker) =>
      find('iam:ListGroupsForUser', new ListGroupsForUserCommand({ UserName, Marker })),
    );
    const found: NamedPolicy[] = [];
    for (const { GroupName } of (listed ?? []).flatMap(({ Groups = [] }) => Groups)) {
      if (GroupName === undefined) continue;
      found.push(...(await inlinePolicies('of a group', inlineOfGroup(find, GroupName, arn))));
      const attached = await attachedPolicies('of a group', find, (Marker) =>
        find('iam:ListAttachedGroupPolicies', new ListAttachedGroupPoliciesCommand({ GroupName, Marker })),
      );
      found.push(...attached);
    }
    return found;
  };

  /** A boundary is a managed policy. */
  const boundaryPolicy = async (find: Find, arn: string | undefined): Promise<readonly NamedPolicy[]> => {
    const document = arn === undefined ? undefined : await managedPolicy(find, arn);
    return document === undefined
      ? []
      : [{ name: nameOf(arn as RoleArn), ...defined({ arn }), how: 'boundary', document }];
  };

  return {
    /** `boundaryArn` is that of the permissions boundary, if there is one. */
    ofRole: (arn: RoleArn, find: Find, boundaryArn: string | undefined): Promise<Read> => {
      const RoleName = nameOf(arn);
      return readParts(arn, {
        'permissions boundary': () => boundaryPolicy(find, boundaryArn),
        'inline policies': () => inlinePolicies('inline', inlineOfRole(find, arn)),
        'attached policies': () =>
          attachedPolicies('attached', find, (Marker) =>
            find('iam:ListAttachedRolePolicies', new ListAttachedRolePoliciesCommand({ RoleName, Marker })),
          ),
      });
    },

    /** `names` are those of the inline policies. */
    ofUser: (arn: UserArn, names: readonly string[], find: Find, boundaryArn: string | undefined): Promise<Read> => {
      const UserName = nameOf(arn);
      return readParts(arn, {
        'permissions boundary': () => boundaryPolicy(find, boundaryArn),
        'inline policies': () => inlinePolicies('inline', inlineOfUser(find, arn), names),
        'attached policies': () =>
          attachedPolicies('attached', find, (Marker) =>
            find('iam:ListAttachedUserPolicies', new ListAttachedUserPoliciesCommand({ UserName, Marker })),
          ),
        groups: () => groupPolicies(find, UserName, arn),
      });
    },
  };
};
