import type { Principal } from '../../core/catalog/catalog.ts';
import { accountId, lazily, oneOf, sessionName, text, userArn, variants } from './schema.ts';

export const principal = lazily(() =>
  variants<Principal>({
    'iam-user': { accountId, arn: userArn, userName: text, sessionName, identity: oneOf('managed', 'external') },
    federated: { accountId, roleArnPattern: text, sessionName },
  }),
);
