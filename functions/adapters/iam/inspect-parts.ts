import { defined } from '../../core/defined.ts';
import type { NamedPolicy, NotSeen } from '../../core/doctor/facts.ts';
import { IamFault } from '../../core/fault.ts';

/** The policies that were read, and the failures. */
export interface Read {
  readonly policies: readonly NamedPolicy[];
  readonly boundary?: NamedPolicy;
  readonly unread: readonly NotSeen[];
}

/** Converts an IamFault into a fact. Throws every other error. */
export const notSeen = (fault: unknown): NotSeen => {
  if (!(fault instanceof IamFault)) throw fault;
  const fix = fault.fix.charAt(0).toUpperCase() + fault.fix.slice(1);
  const lacksCredentialsOf = fault.kind === 'manager_unreachable' ? fault.resource.split(':')[4] : undefined;
  const why = `${fault.message}.`.replace(/\.\.$/, '.');
  return { kind: 'not_seen', why, fix: `${fix}.`, ...defined({ lacksCredentialsOf }) };
};

/** The manager role can read only what the bot needs. An inspector role or a profile can read everything that the doctor needs. */
const unreadPart = (what: string, arn: string, fault: unknown): NotSeen => {
  const { why } = notSeen(fault);
  const account = arn.split(':')[4];
  return {
    kind: 'not_seen',
    why: `${what} of ${arn} could not be read: ${why}`,
    fix: `Add yourself to assume-bot:operators and deploy the account stack of ${account} again: its inspector role can read this (with assume-bot:roles=tagged, only of tagged roles). Or pass --account-profile ${account}=PROFILE with a profile that can read IAM there.`,
  };
};

/** Reads every part in turn. One that cannot be read does not hide the others. */
export const readParts = async (
  arn: string,
  parts: Readonly<Record<string, () => Promise<readonly NamedPolicy[]>>>,
): Promise<Read> => {
  const [policies, unread]: [NamedPolicy[], NotSeen[]] = [[], []];
  for (const [what, read] of Object.entries(parts))
    try {
      policies.push(...(await read()));
    } catch (fault) {
      unread.push(unreadPart(what, arn, fault));
    }
  const boundary = policies.find(({ how }) => how === 'boundary');
  return { policies: policies.filter((one) => one !== boundary), ...defined({ boundary }), unread };
};
