import { GetAccountSummaryCommand } from '@aws-sdk/client-iam';
import type { Connection } from '../../functions/adapters/iam/connection.ts';
import { createIamClients } from '../../functions/adapters/iam/connection.ts';
import type { Session } from './aws-identity.ts';

/**
 * Whether a session is denied everything. Any call tells, also one that the role does not allow: AWS says whether nothing
 * allowed it or something denied it (https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html).
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
