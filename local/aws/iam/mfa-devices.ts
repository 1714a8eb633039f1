import { randomBytes } from 'node:crypto';
import { codeOfStep, stepAt } from '../auth/totp.ts';
import { AwsError } from '../errors.ts';
import { requireLength, requirePattern } from '../http/params.ts';
import { partitionOf } from '../world/partition.ts';
import { allowedUser, found, type IamCall, type IamOperation, nameParam, page, requireAllowed } from './iam-call.ts';
import { requireQuota } from './quotas.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const SEED_LETTERS = 64;
/** Source: AWS, IAM User Guide, "IAM and AWS STS quotas": MFA devices assigned to an IAM user. */
const DEVICES_PER_USER = 8;

const newSeed = (): string => [...randomBytes(SEED_LETTERS)].map((byte) => ALPHABET[byte % 32]).join('');

const serialParam = (call: IamCall): string => {
  const serial = requireLength('SerialNumber', call.params.required('SerialNumber'), 9, 256);
  return requirePattern('SerialNumber', serial, /^[\w+=/:,.@-]+$/, '[\\w+=/:,.@-]+');
};

const unassigned = (call: IamCall) => {
  call.account.virtualMfaDevices ??= {};
  return call.account.virtualMfaDevices;
};

const createVirtualMfaDevice: IamOperation = (call) => {
  call.params.only(['VirtualMFADeviceName']);
  const name = nameParam(call, 'VirtualMFADeviceName', 226);
  const serial = `arn:${partitionOf(call.account)}:iam::${call.account.id}:mfa/${name}`;
  requireAllowed(call, serial, serial);
  const isTaken =
    Object.hasOwn(unassigned(call), serial) ||
    Object.values(call.account.users).some(({ mfaDevices = [] }) =>
      mfaDevices.some(({ serialNumber }) => serialNumber === serial),
    );
  if (isTaken)
    throw new AwsError('EntityAlreadyExists', 'MFADevice entity at the same path and name already exists.', 409);
  const secret = newSeed();
  unassigned(call)[serial] = { secret };
  call.store.save();
  return { VirtualMFADevice: { SerialNumber: serial, Base32StringSeed: Buffer.from(secret).toString('base64') } };
};

const codeParam = (call: IamCall, name: string): string =>
  requirePattern(name, requireLength(name, call.params.required(name), 6, 6), /^\d+$/, '[\\d]+');

/** Two consecutive codes prove the device. Source: AWS, IAM API Reference, EnableMFADevice. */
const enableMfaDevice: IamOperation = (call) => {
  const serialNumber = serialParam(call);
  const codes = [codeParam(call, 'AuthenticationCode1'), codeParam(call, 'AuthenticationCode2')];
  const user = allowedUser(call);
  const devices = user.mfaDevices ?? [];
  const device = found(
    unassigned(call)[serialNumber],
    `VirtualMFADevice with serial number ${serialNumber} does not exist.`,
  );
  requireQuota('MFADevicesPerUser', devices.length, DEVICES_PER_USER);
  const now = stepAt(call.facts.now);
  const first = [now - 2, now - 1, now, now + 1].find((step) =>
    codes.every((code, index) => code === codeOfStep(device.secret, step + index)),
  );
  if (first === undefined)
    throw new AwsError('InvalidAuthenticationCode', 'Authentication code for device is not valid', 403);
  delete unassigned(call)[serialNumber];
  const enabledAt = call.facts.now.toISOString();
  user.mfaDevices = [...devices, { serialNumber, secret: device.secret, enabledAt, lastStep: first + 1 }];
  call.store.save();
  return undefined;
};

const deactivateMfaDevice: IamOperation = (call) => {
  const serial = serialParam(call);
  const user = allowedUser(call);
  const device = found(
    user.mfaDevices?.find(({ serialNumber }) => serialNumber === serial),
    `MFADevice with serial number ${serial} does not exist.`,
  );
  user.mfaDevices = (user.mfaDevices ?? []).filter((one) => one !== device);
  unassigned(call)[serial] = { secret: device.secret };
  call.store.save();
  return undefined;
};

const deleteVirtualMfaDevice: IamOperation = (call) => {
  const serial = serialParam(call);
  requireAllowed(call, serial, serial);
  const isAssigned = Object.values(call.account.users).some(({ mfaDevices = [] }) =>
    mfaDevices.some(({ serialNumber }) => serialNumber === serial),
  );
  if (isAssigned)
    throw new AwsError('DeleteConflict', 'Cannot delete entity, must deactivate the MFA device first.', 409);
  found(unassigned(call)[serial], `VirtualMFADevice with serial number ${serial} does not exist.`);
  delete unassigned(call)[serial];
  call.store.save();
  return undefined;
};

const listVirtualMfaDevices: IamOperation = (call) => {
  call.params.only(['AssignmentStatus', 'MaxItems', 'Marker']);
  const arn = `arn:${partitionOf(call.account)}:iam::${call.account.id}:mfa/`;
  requireAllowed(call, arn, arn);
  const status = call.params.optional('AssignmentStatus') ?? 'Any';
  const assigned = Object.values(call.account.users).flatMap(({ mfaDevices = [] }) =>
    mfaDevices.map(({ serialNumber }) => serialNumber),
  );
  const serials = [
    ...(status === 'Unassigned' ? [] : assigned),
    ...(status === 'Assigned' ? [] : Object.keys(unassigned(call))),
  ].sort();
  const { entries, rest } = page(call, serials);
  return { VirtualMFADevices: entries.map((SerialNumber) => ({ SerialNumber })), ...rest };
};

/** Virtual MFA devices. Unlike AWS, listed devices do not show their user. */
export const mfaDeviceOperations: Readonly<Record<string, IamOperation>> = {
  CreateVirtualMFADevice: createVirtualMfaDevice,
  EnableMFADevice: enableMfaDevice,
  DeactivateMFADevice: deactivateMfaDevice,
  DeleteVirtualMFADevice: deleteVirtualMfaDevice,
  ListVirtualMFADevices: listVirtualMfaDevices,
};
