import { GetAccountSummaryCommand } from '@aws-sdk/client-iam';
import { type Connection, createIamClients } from '../../functions/adapters/iam/connection.ts';
import type { Session } from './aws-identity.ts';

/**
 * Whether a session is denied everything. Any call shows this, even one that the role does not allow, because the error of AWS
 * distinguishes an implicit deny from an explicit deny (https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html).
 */
export const probeSession = async (
  connection: Connection,
  session: Session,
  partition: string,
): Promise<'alive' | 'denied_everything'> => {
  const { profile: _, region: __, ...plain } = connection;
  const iam = createIamClients(plain)(session, partition);
  try {
    await iam.send(new GetAccountSummaryCommand({}));
    return 'alive';
  } catch (error) {
    const { name, message } = error as Error;
    if (!/AccessDenied/.test(name)) throw error;
    return /explicit deny/i.test(message) ? 'denied_everything' : 'alive';
  } finally {
    iam.destroy();
  }
};
