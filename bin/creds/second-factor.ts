import { ListMFADevicesCommand } from '@aws-sdk/client-iam';
import { createIamClients } from '../../functions/adapters/iam/connection.ts';
import type { Principal } from '../../functions/core/catalog/catalog.ts';
import { partitionOf } from '../../functions/core/names.ts';
import { type OwnGrant, sessionText } from '../../functions/core/text/cli/session.ts';
import type { AssumeInput } from '../cli/aws-identity.ts';
import { Refused, UsageError } from '../cli/errors.ts';
import type { Io } from '../cli/io.ts';
import type { RoleUser } from '../cli/role-user.ts';

/** The options about the second factor. */
export interface MfaOptions {
  readonly code?: string;
  readonly serial?: string;
}

type SecondFactor = NonNullable<AssumeInput['secondFactor']>;

const CODE = /^\d{6}$/;

/** The first device of the user. Undefined if they have none, or may not list their own. */
const deviceOf = async (user: RoleUser, principal: Principal): Promise<string | undefined> => {
  if (principal.kind !== 'iam-user') return undefined;
  const { profile: _, region: __, ...plain } = user.connection;
  const keys = user.keys ?? (await user.sts.config.credentials());
  const iam = createIamClients(plain)(keys, partitionOf(principal.arn));
  try {
    const { MFADevices = [] } = await iam.send(new ListMFADevicesCommand({ UserName: principal.userName }));
    return MFADevices[0]?.SerialNumber;
  } catch {
    return undefined;
  } finally {
    iam.destroy();
  }
};

/**
 * Whether a second factor could help after a denial. `mfa`: what the catalog says about the role, if one is known. An explicit
 * deny may require MFA too. Users without access, and programs that wait for IAM, are not asked for a code.
 */
export const couldHelp = (
  own: OwnGrant,
  { mfa, awsMessage, isInteractive }: { mfa?: 'required' | 'not required'; awsMessage: string; isInteractive: boolean },
  now: Date,
): boolean => {
  if (own.kind === 'none') return false;
  const isOpen = own.kind === 'time_box' && own.endsAt > now && (own.startsAt === undefined || own.startsAt <= now);
  if (own.kind === 'time_box' && !isOpen) return false;
  if (mfa === 'required' || /explicit deny/.test(awsMessage)) return true;
  return mfa === undefined && isOpen && isInteractive;
};

/** Finds the device of a user and asks for its code, when a call needs it. */
export const createSecondFactor = (
  { code, serial: given }: MfaOptions,
  { user, principal, name, io }: { user: RoleUser; principal: Principal; name: string; io: Io },
) => {
  let known: Promise<string | undefined> | undefined;
  const serial = (): Promise<string | undefined> => {
    known ??= Promise.resolve(given ?? user.mfaSerial ?? deviceOf(user, principal));
    return known;
  };
  const withCode = (serialNumber: string, tokenCode: string): SecondFactor => {
    if (!CODE.test(tokenCode)) throw new UsageError(sessionText.notACode);
    return { serialNumber, tokenCode };
  };
  return {
    /** The factor that the caller passed. Throws UsageError if no device is known. */
    passed: async (): Promise<SecondFactor | undefined> => {
      if (code === undefined) return undefined;
      const device = await serial();
      if (device === undefined) throw new UsageError(sessionText.noDevice);
      return withCode(device, code);
    },
    /** Asks for a code; undefined if the user has no device. Throws Refused without a terminal. */
    ask: async (awsMessage: string): Promise<SecondFactor | undefined> => {
      const device = await serial();
      if (device === undefined) return undefined;
      if (!io.isInteractive) throw new Refused(sessionText.codeNeeded(name, device, awsMessage));
      return withCode(device, await io.ask(sessionText.askCode(device)));
    },
    /** What to add to the profile, so that other programs ask too. */
    advice: async (): Promise<string | undefined> => {
      const device = await serial();
      return device === undefined || user.mfaSerial !== undefined ? undefined : sessionText.addSerial(device);
    },
  };
};
