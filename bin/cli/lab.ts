import type { Environment } from '../../functions/adapters/aws/environment-credentials.ts';
import { type Connection, createIamClients, createStsClient } from '../../functions/adapters/iam/connection.ts';
import { createLab } from '../../functions/adapters/iam/lab.ts';
import { defined } from '../../functions/core/defined.ts';
import { parseAccountId, partitionOf } from '../../functions/core/names.ts';
import { LAB_NAME } from '../../functions/usecases/operating/assumptions/users.ts';
import type { Lab } from '../../functions/usecases/operating/lab-ports.ts';
import { callerArn, type Keys, stsOf } from './aws-identity.ts';

/**
 * IAM and STS of the operator's own account for `selftest --assumptions`. Without keys, the SDK finds the credentials by
 * profile or environment. It also reads AWS_ENDPOINT_URL itself, which requests without it have to be given.
 */
export const openLab = async (connection: Connection, given?: Keys, environment: Environment = {}): Promise<Lab> => {
  const { profile: _, ...plain } = connection;
  const sts = stsOf(connection, given);
  const arn = await callerArn(sts);
  const [keys, region] = [await sts.config.credentials(), await sts.config.region()];
  const partition = partitionOf(arn);
  const clientOf = createIamClients(plain);
  return createLab({
    account: parseAccountId(arn.split(':')[4] ?? ''),
    partition,
    path: `/${LAB_NAME}/`,
    region,
    ...defined({ endpoint: connection.endpoint ?? (environment['AWS_ENDPOINT_URL'] || undefined) }),
    operator: clientOf(keys as Keys, partition),
    iamAs: (user) => clientOf(user, partition),
    stsAs: (user) => createStsClient({ ...plain, region }, user),
  });
};
