import {
  CreateVirtualMFADeviceCommand,
  DeactivateMFADeviceCommand,
  DeleteUserCommand,
  DeleteVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  ListMFADevicesCommand,
  ListVirtualMFADevicesCommand,
} from '@aws-sdk/client-iam';
import { describe, expect, it } from 'vitest';
import { codeOfStep, stepAt } from '../auth/totp.ts';
import { aLocalAws, assume, iamOf, refusal, UTILS, userArn } from '../testing/a-local-aws.ts';

const UserName = 'alice';
const VirtualMFADeviceName = 'phone';

const withPhone = async () => {
  const { aws, clock } = await aLocalAws();
  const iam = iamOf(aws, UTILS);
  const { VirtualMFADevice } = await iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName }));
  const seed = new TextDecoder().decode(VirtualMFADevice?.Base32StringSeed);
  const SerialNumber = VirtualMFADevice?.SerialNumber ?? '';
  const code = (offset = 0) => codeOfStep(seed, stepAt(clock.now()) + offset);
  const enable = (AuthenticationCode1: string, AuthenticationCode2: string) =>
    iam.send(new EnableMFADeviceCommand({ UserName, SerialNumber, AuthenticationCode1, AuthenticationCode2 }));
  return { aws, clock, iam, SerialNumber, code, enable };
};

describe('virtual MFA devices', () => {
  it('are enabled with two consecutive codes, and then open sessions with codes that were not used', async () => {
    const { aws, clock, SerialNumber, code, enable } = await withPhone();
    const alice = aws.credentialsOf(userArn(UserName));
    const wrong = [await refusal(enable(code(), code())), await refusal(enable(code(), code(-1)))];
    await enable(code(-1), code());

    const used = await refusal(assume(aws, alice, { SerialNumber, TokenCode: code() }));
    clock.advance(30);
    const session = await assume(aws, alice, { SerialNumber, TokenCode: code() });

    expect(wrong.map(({ code: name }) => name)).toEqual([
      'InvalidAuthenticationCodeException',
      'InvalidAuthenticationCodeException',
    ]);
    expect(used.code).toBe('AccessDenied');
    expect(session.accessKeyId).toMatch(/^ASIA/);
  });

  it('are removed only after they are deactivated, as a user is only after their devices', async () => {
    const { iam, SerialNumber, code, enable } = await withPhone();
    await enable(code(-1), code());
    const assigned = [
      await refusal(iam.send(new DeleteVirtualMFADeviceCommand({ SerialNumber }))),
      await refusal(iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName }))),
      await refusal(iam.send(new DeleteUserCommand({ UserName: 'alice' }))),
    ];
    const listed = async (AssignmentStatus: 'Assigned' | 'Unassigned') =>
      (await iam.send(new ListVirtualMFADevicesCommand({ AssignmentStatus }))).VirtualMFADevices?.length;
    const before = [await listed('Assigned'), await listed('Unassigned')];
    await iam.send(new DeactivateMFADeviceCommand({ UserName, SerialNumber }));
    const between = [await listed('Assigned'), await listed('Unassigned')];
    await iam.send(new DeleteVirtualMFADeviceCommand({ SerialNumber }));

    expect(assigned.map(({ code: name }) => name)).toEqual([
      'DeleteConflictException',
      'EntityAlreadyExistsException',
      'DeleteConflictException',
    ]);
    expect([before, between]).toEqual([
      [1, 0],
      [0, 1],
    ]);
    expect((await iam.send(new ListMFADevicesCommand({ UserName }))).MFADevices).toEqual([]);
    expect((await refusal(iam.send(new DeleteVirtualMFADeviceCommand({ SerialNumber })))).code).toBe(
      'NoSuchEntityException',
    );
  });
});
