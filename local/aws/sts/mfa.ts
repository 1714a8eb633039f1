import { codeOfStep, stepAt } from '../auth/totp.ts';
import type { Call } from '../call.ts';
import { AwsError } from '../errors.ts';
import { type Params, requireLength, requirePattern } from '../http/params.ts';

const failed = (reason: string): AwsError =>
  new AwsError('AccessDenied', `MultiFactorAuthentication failed${reason}`, 403);

/** Device clocks drift, so the codes of the previous and the next step are accepted too. */
const DRIFT_STEPS = [0, -1, 1];

/**
 * Checks SerialNumber and TokenCode. Returns false if the request has neither, and throws AccessDenied unless the device belongs to the
 * calling user and the code is valid and unused. Source: AWS, IAM User Guide, "Secure API access with MFA".
 */
export const verifyMfa = (call: Call, params: Params): boolean => {
  const serialNumber = params.optional('SerialNumber');
  const tokenCode = params.optional('TokenCode');
  if (serialNumber === undefined && tokenCode === undefined) return false;
  if (serialNumber === undefined || tokenCode === undefined) {
    throw failed(', must provide both MFA serial number and one time pass code.');
  }
  requirePattern(
    'SerialNumber',
    requireLength('SerialNumber', serialNumber, 9, 256),
    /^[\w+=/:,.@-]*$/,
    '[\\w+=/:,.@-]*',
  );
  requirePattern('TokenCode', requireLength('TokenCode', tokenCode, 6, 6), /^\d*$/, '[\\d]*');
  const devices = call.caller.kind === 'user' ? (call.caller.user.mfaDevices ?? []) : [];
  const device = devices.find((one) => one.serialNumber === serialNumber);
  if (!device) {
    throw failed(
      ', unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.',
    );
  }
  const now = stepAt(call.facts.now);
  const step = DRIFT_STEPS.map((drift) => now + drift).find(
    (one) => one > (device.lastStep ?? -1) && codeOfStep(device.secret, one) === tokenCode,
  );
  if (step === undefined) throw failed(' with invalid MFA one time pass code. ');
  device.lastStep = step;
  call.store.save();
  return true;
};
