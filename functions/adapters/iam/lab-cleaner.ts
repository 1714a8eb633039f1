import {
  DeactivateMFADeviceCommand,
  DeleteAccessKeyCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  DeleteVirtualMFADeviceCommand,
  type IAMClient,
  ListAccessKeysCommand,
  ListMFADevicesCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  ListUserPoliciesCommand,
  ListUsersCommand,
  ListVirtualMFADevicesCommand,
} from '@aws-sdk/client-iam';
import type { Answer, Lab } from '../../usecases/operating/lab-ports.ts';
import { isNoSuchEntity } from './sdk-errors.ts';

interface Options {
  readonly path: string;
  readonly operator: IAMClient;
}

type Page<Item> = { readonly items: readonly Item[]; readonly marker: string | undefined };

const everything = async <Item>(
  list: (marker: string | undefined) => Promise<Page<Item>>,
): Promise<readonly Item[]> => {
  const found: Item[] = [];
  let marker: string | undefined;
  do {
    const page = await list(marker);
    found.push(...page.items);
    marker = page.marker;
  } while (marker !== undefined);
  return found;
};

const nameIn = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

/** Finds and removes what `selftest --assumptions` creates. What is already gone counts as removed. */
export const createLabCleaner = (
  { operator, path }: Options,
  answerOf: <Output, Value>(sent: Promise<Output>, read: (output: Output) => Value) => Promise<Answer<Value>>,
): Pick<Lab, 'list' | 'remove'> => {
  const ifPresent = async (sent: Promise<unknown>): Promise<void> => {
    try {
      await sent;
    } catch (error) {
      if (!isNoSuchEntity(error)) throw error;
    }
  };

  const removeRole = async (RoleName: string): Promise<void> => {
    const { PolicyNames = [] } = await operator.send(new ListRolePoliciesCommand({ RoleName }));
    for (const PolicyName of PolicyNames)
      await ifPresent(operator.send(new DeleteRolePolicyCommand({ RoleName, PolicyName })));
    await operator.send(new DeleteRoleCommand({ RoleName }));
  };

  const removeDevice = (SerialNumber: string): Promise<unknown> =>
    operator.send(new DeleteVirtualMFADeviceCommand({ SerialNumber }));

  const removeUser = async (UserName: string): Promise<void> => {
    const { AccessKeyMetadata = [] } = await operator.send(new ListAccessKeysCommand({ UserName }));
    for (const { AccessKeyId } of AccessKeyMetadata)
      await ifPresent(operator.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId })));
    const { PolicyNames = [] } = await operator.send(new ListUserPoliciesCommand({ UserName }));
    for (const PolicyName of PolicyNames)
      await ifPresent(operator.send(new DeleteUserPolicyCommand({ UserName, PolicyName })));
    const { MFADevices = [] } = await operator.send(new ListMFADevicesCommand({ UserName }));
    for (const { SerialNumber = '' } of MFADevices) {
      await ifPresent(operator.send(new DeactivateMFADeviceCommand({ UserName, SerialNumber })));
      await ifPresent(removeDevice(SerialNumber));
    }
    await operator.send(new DeleteUserCommand({ UserName }));
  };

  const removeOne = (arn: string): Promise<unknown> => {
    if (arn.includes(':mfa/')) return removeDevice(arn);
    return arn.includes(':role/') ? removeRole(nameIn(arn)) : removeUser(nameIn(arn));
  };

  return {
    list: async () => {
      const roles = await everything(async (Marker) => {
        const page = await operator.send(new ListRolesCommand({ PathPrefix: path, Marker }));
        return { items: page.Roles ?? [], marker: page.Marker };
      });
      const users = await everything(async (Marker) => {
        const page = await operator.send(new ListUsersCommand({ PathPrefix: path, Marker }));
        return { items: page.Users ?? [], marker: page.Marker };
      });
      // A device that has a user is removed with the user.
      const devices = await everything(async (Marker) => {
        const input = { AssignmentStatus: 'Unassigned', Marker } as const;
        const page = await operator.send(new ListVirtualMFADevicesCommand(input));
        return { items: page.VirtualMFADevices ?? [], marker: page.Marker };
      });
      const prefix = `:mfa/${path.replaceAll('/', '')}-`;
      return [
        ...[...roles, ...users].map(({ Arn = '' }) => Arn),
        ...devices.map(({ SerialNumber = '' }) => SerialNumber).filter((serial) => serial.includes(prefix)),
      ];
    },
    remove: (arn) => answerOf(ifPresent(removeOne(arn)), () => undefined),
  };
};
