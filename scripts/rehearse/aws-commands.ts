import { DeleteTableCommand, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { UntagRoleCommand } from '@aws-sdk/client-iam';
import { DeleteBucketCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { DeleteSecretCommand } from '@aws-sdk/client-secrets-manager';
import { clientsFor } from '../../local/deployment/clients.ts';
import type { Clients } from '../../local/deployment/resource.ts';
import { removeStack } from '../../local/deployment/stack.ts';
import type { Rehearsed } from './hub.ts';
import { HUB } from './names.ts';
import { deployRole } from './platform.ts';

interface Command {
  readonly rehearsed: Rehearsed;
  readonly clients: Clients;
  /** `--name value`; a flag without a value is `true`. */
  option(name: string): string;
}

type Action = (command: Command) => Promise<string>;

const deleteStack: Action = async ({ rehearsed, option }) => {
  const { aws, clock, stacks, region } = rehearsed;
  const stack = stacks.get(option('stack-name'));
  if (stack === undefined) throw new Error(`there is no stack ${option('stack-name')}`);
  // CloudFormation works with its own role.
  const roleArn = deployRole(stack.place.accountId, region);
  const clients = clientsFor(aws, aws.issueSession({ roleArn, sessionName: 'AWSCloudFormation' }), clock);
  try {
    const kept = await removeStack(stack, { aws, clients: clients.all });
    stacks.delete(option('stack-name'));
    return kept.length === 0 ? 'deleted' : `deleted; its template keeps ${kept.map(({ type }) => type).join(', ')}`;
  } finally {
    clients.close();
  }
};

/** The commands that the bot prints for the end of its removal. */
const ACTIONS: Readonly<Record<string, Action>> = {
  'cloudformation delete-stack': deleteStack,
  'cloudformation update-termination-protection': async () => 'off',
  'dynamodb update-table': async ({ clients, option }) => {
    await clients.dynamodb.send(
      new UpdateTableCommand({ TableName: option('table-name'), DeletionProtectionEnabled: false }),
    );
    return 'deletion protection is off';
  },
  'dynamodb delete-table': async ({ clients, option }) => {
    await clients.dynamodb.send(new DeleteTableCommand({ TableName: option('table-name') }));
    return 'deleted';
  },
  'secretsmanager delete-secret': async ({ clients, option }) => {
    await clients.secretsManager.send(new DeleteSecretCommand({ SecretId: option('secret-id') }));
    return 'deleted';
  },
  'logs describe-log-groups': async () => 'no logs here',
  's3api list-object-versions': async ({ clients, option }) => {
    const { Versions = [] } = await clients.s3.send(new ListObjectVersionsCommand({ Bucket: option('bucket') }));
    return `${Versions.length} locked objects`;
  },
  's3api delete-bucket': async ({ clients, option }) => {
    const answer = clients.s3.send(new DeleteBucketCommand({ Bucket: option('bucket') }));
    return answer.then(
      () => 'deleted',
      ({ name }: Error) => {
        if (name === 'BucketNotEmpty') return 'refused with BucketNotEmpty, until the lock of its objects ends';
        throw new Error(`delete-bucket failed with ${name}`);
      },
    );
  },
  'iam untag-role': async ({ clients, option }) => {
    const command = new UntagRoleCommand({ RoleName: option('role-name'), TagKeys: [option('tag-keys')] });
    await clients.iam.send(command);
    return 'untagged';
  },
};

const optionsIn = (words: readonly string[]): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  for (const [index, word] of words.entries()) {
    if (!word.startsWith('--')) continue;
    const next = words[index + 1];
    found.set(word.slice(2), next === undefined || next.startsWith('--') ? 'true' : next);
  }
  return found;
};

/**
 * Runs one `aws` command as the bot printed it, with administrator credentials of the account that its comment names, or of the
 * hub. Throws for a command that is not known here.
 */
export const runAwsCommand = async (rehearsed: Rehearsed, line: string): Promise<string> => {
  const [text = '', comment = ''] = line.split(/\s+#\s/);
  const [, service = '', operation = '', ...words] = text.trim().split(/\s+/);
  const action = ACTIONS[`${service} ${operation}`];
  if (action === undefined) throw new Error(`the rehearsal cannot run "${text}"`);
  const [account = HUB] = /\d{12}/.exec(comment) ?? [];
  const options = optionsIn(words);
  const clients = clientsFor(rehearsed.aws, rehearsed.aws.rootCredentials(account), rehearsed.clock);
  try {
    return await action({
      rehearsed,
      clients: clients.all,
      option: (name) => {
        const value = options.get(name);
        if (value === undefined) throw new Error(`"${text}" has no --${name}`);
        return value;
      },
    });
  } finally {
    clients.close();
  }
};
