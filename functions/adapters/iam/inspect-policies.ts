import {
  GetGroupPolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRolePolicyCommand,
  GetUserPolicyCommand,
  ListAttachedGroupPoliciesCommand,
  ListAttachedRolePoliciesCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupPoliciesCommand,
  ListGroupsForUserCommand,
  ListRolePoliciesCommand,
} from '@aws-sdk/client-iam';
import type { NamedPolicy, NotSeen } from '../../core/doctor/facts.ts';
import { IamFault } from '../../core/fault.ts';
import { nameOf, type RoleArn, type UserArn } from '../../core/names.ts';
import type { PolicyDocument } from '../../core/trust/documents.ts';
import type { IamCall } from './iam-accounts.ts';
import { decodePolicy } from './inline-policies.ts';

/** Makes a call for one role or user; undefined if it does not exist. */
export type Find = <T>(action: string, call: IamCall<T>) => Promise<T | undefined>;

/** The policies that were read, and the failures. */
export interface Read {
  readonly policies: readonly NamedPolicy[];
  readonly unread: readonly NotSeen[];
}

/** Converts an IamFault into a fact. Throws every other error. */
export const notSeen = (fault: unknown): NotSeen => {
  if (!(fault instanceof IamFault)) throw fault;
  const fix = fault.fix.charAt(0).toUpperCase() + fault.fix.slice(1);
  return { kind: 'not_seen', why: `${fault.message}.`.replace(/\.\.$/, '.'), fix: `${fix}.` };
};

/** The manager role can read only what the bot needs. An inspector role or a profile can read everything that the doctor needs. */
const unreadPart = (what: string, arn: string, fault: unknown): NotSeen => {
  const { why } = notSeen(fault);
  const account = arn.split(':')[4];
  return {
    kind: 'not_seen',
    why: `${what} of ${arn} could not be read: ${why}`,
    fix: `Have yourself named in assume-bot:operators, so that the inspector role of account ${account} lets you read it (where roles go by tag, only of those that carry it), or run it with --account-profile ${account}=PROFILE, a profile that may read IAM there.`,
  };
};

/** All pages of a list. */
export const pages = async <Page extends { IsTruncated?: boolean | undefined; Marker?: string | undefined }>(
  read: (marker: string | undefined) => Promise<Page | undefined>,
): Promise<readonly Page[]> => {
  const found: Page[] = [];
  let marker: string | undefined;
  do {
    const page = await read(marker);
    if (page === undefined) break;
    found.push(page);
    marker = page.IsTruncated ? page.Marker : undefined;
  } while (marker !== undefined);
  return found;
};

const attempt = async (what: string, arn: string, read: () => Promise<readonly NamedPolicy[]>): Promise<Read> => {
  try {
    return { policies: await read(), unread: [] };
  } catch (fault) {
    return { policies: [], unread: [unreadPart(what, arn, fault)] };
  }
};

/** Reads attached policies. Each managed policy is read once. */
const createAttachedReader = () => {
  const known = new Map<string, Promise<PolicyDocument | undefined>>();
  const managedPolicy = (find: Find, arn: string): Promise<PolicyDocument | undefined> => {
    const read = async () => {
      const policy = await find('iam:GetPolicy', (iam) => iam.send(new GetPolicyCommand({ PolicyArn: arn })));
      const VersionId = policy?.Policy?.DefaultVersionId;
      if (VersionId === undefined) return undefined;
      const version = await find('iam:GetPolicyVersion', (iam) =>
        iam.send(new GetPolicyVersionCommand({ PolicyArn: arn, VersionId })),
      );
      return decodePolicy(version?.PolicyVersion?.Document, { action: 'iam:GetPolicyVersion', resource: arn });
    };
    const reading = known.get(arn) ?? read();
    known.set(arn, reading);
    return reading;
  };

  return async (
    find: Find,
    how: NamedPolicy['how'],
    attachedArns: readonly (string | undefined)[],
  ): Promise<readonly NamedPolicy[]> => {
    const found: NamedPolicy[] = [];
    for (const arn of attachedArns) {
      const document = arn === undefined ? undefined : await managedPolicy(find, arn);
      if (arn !== undefined && document !== undefined) found.push({ name: nameOf(arn as RoleArn), how, document });
    }
    return found;
  };
};

type AttachedReader = ReturnType<typeof createAttachedReader>;

const inline = async (
  how: NamedPolicy['how'],
  names: readonly string[],
  read: (name: string) => Promise<{ PolicyDocument?: string | undefined } | undefined>,
  resource: string,
): Promise<readonly NamedPolicy[]> => {
  const found: NamedPolicy[] = [];
  for (const name of names) {
    const policy = await read(name);
    if (policy === undefined) continue;
    found.push({ name, how, document: decodePolicy(policy.PolicyDocument, { action: 'iam:GetPolicy', resource }) });
  }
  return found;
};

const rolePolicies = async (arn: RoleArn, find: Find, attached: AttachedReader): Promise<readonly Read[]> => {
  const RoleName = nameOf(arn);
  return [
    await attempt('inline policies', arn, async () => {
      const listed = await pages((Marker) =>
        find('iam:ListRolePolicies', (iam) => iam.send(new ListRolePoliciesCommand({ RoleName, Marker }))),
      );
      const names = listed.flatMap(({ PolicyNames = [] }) => PolicyNames);
      return inline(
        'inline',
        names,
        (PolicyName) =>
          find('iam:GetRolePolicy', (iam) => iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }))),
        arn,
      );
    }),
    await attempt('attached policies', arn, async () => {
      const listed = await pages((Marker) =>
        find('iam:ListAttachedRolePolicies', (iam) =>
          iam.send(new ListAttachedRolePoliciesCommand({ RoleName, Marker })),
        ),
      );
      return attached(
        find,
        'attached',
        listed.flatMap(({ AttachedPolicies = [] }) => AttachedPolicies.map(({ PolicyArn }) => PolicyArn)),
      );
    }),
  ];
};

const groupPolicies = async (
  GroupName: string,
  arn: UserArn,
  find: Find,
  attached: AttachedReader,
): Promise<readonly NamedPolicy[]> => {
  const named = await pages((Marker) =>
    find('iam:ListGroupPolicies', (iam) => iam.send(new ListGroupPoliciesCommand({ GroupName, Marker }))),
  );
  const listed = await pages((Marker) =>
    find('iam:ListAttachedGroupPolicies', (iam) =>
      iam.send(new ListAttachedGroupPoliciesCommand({ GroupName, Marker })),
    ),
  );
  const names = named.flatMap(({ PolicyNames = [] }) => PolicyNames);
  return [
    ...(await inline(
      'of a group',
      names,
      (PolicyName) =>
        find('iam:GetGroupPolicy', (iam) => iam.send(new GetGroupPolicyCommand({ GroupName, PolicyName }))),
      arn,
    )),
    ...(await attached(
      find,
      'of a group',
      listed.flatMap(({ AttachedPolicies = [] }) => AttachedPolicies.map(({ PolicyArn }) => PolicyArn)),
    )),
  ];
};

const userPolicies = async (
  arn: UserArn,
  names: readonly string[],
  find: Find,
  attached: AttachedReader,
): Promise<readonly Read[]> => {
  const UserName = nameOf(arn);
  return [
    await attempt('inline policies', arn, () =>
      inline(
        'inline',
        names,
        (PolicyName) =>
          find('iam:GetUserPolicy', (iam) => iam.send(new GetUserPolicyCommand({ UserName, PolicyName }))),
        arn,
      ),
    ),
    await attempt('attached policies', arn, async () => {
      const listed = await pages((Marker) =>
        find('iam:ListAttachedUserPolicies', (iam) =>
          iam.send(new ListAttachedUserPoliciesCommand({ UserName, Marker })),
        ),
      );
      return attached(
        find,
        'attached',
        listed.flatMap(({ AttachedPolicies = [] }) => AttachedPolicies.map(({ PolicyArn }) => PolicyArn)),
      );
    }),
    await attempt('groups', arn, async () => {
      const listed = await pages((Marker) =>
        find('iam:ListGroupsForUser', (iam) => iam.send(new ListGroupsForUserCommand({ UserName, Marker }))),
      );
      const found: NamedPolicy[] = [];
      for (const { GroupName } of listed.flatMap(({ Groups = [] }) => Groups))
        if (GroupName !== undefined) found.push(...(await groupPolicies(GroupName, arn, find, attached)));
      return found;
    }),
  ];
};

const joined = (reads: readonly Read[]): Read => ({
  policies: reads.flatMap(({ policies }) => policies),
  unread: reads.flatMap(({ unread }) => unread),
});

/** Reads the inline, attached and group policies of roles and users. */
export const createPolicyReader = () => {
  const attached = createAttachedReader();
  return {
    ofRole: async (arn: RoleArn, find: Find): Promise<Read> => joined(await rolePolicies(arn, find, attached)),
    /** `names` are those of the inline policies. */
    ofUser: async (arn: UserArn, names: readonly string[], find: Find): Promise<Read> =>
      joined(await userPolicies(arn, names, find, attached)),
  };
};
