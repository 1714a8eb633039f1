import type { Principal } from '../../core/catalog/catalog.ts';
import { accountId, oneOf, sessionName, text, userArn, variants } from './schema.ts';

export const principal = variants<Principal>({
  'iam-user': { accountId, arn: userArn, userName: text, sessionName, identity: oneOf('managed', 'external') },
  federated: { accountId, roleArnPattern: text, sessionName },
});
