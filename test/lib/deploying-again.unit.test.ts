import { describe, expect, it } from 'vitest';
import { makeApp, templateOf } from '../support/a-hub.ts';
import { type CfnTemplate, ofType } from '../support/cloudformation.ts';

type Retained = { readonly DeletionPolicy?: string; readonly UpdateReplacePolicy?: string };

/** Properties that give a resource a name of our choice, which a second deployment would use again. */
const NAMES = ['Name', 'TableName', 'BucketName', 'LogGroupName', 'QueueName', 'TopicName', 'RoleName', 'FunctionName'];

const everything = { customerKey: true, auditBucket: true, alarmEmail: 'ops@example.com' };
const hub = (more = {}) => templateOf(makeApp({ ...everything, ...more }), 'assume-bot');
const policyOf = (resource: unknown) => (resource as Retained).DeletionPolicy ?? 'Delete';

const resourcesOf = (template: CfnTemplate) =>
  Object.entries(template.Resources).map(([id, resource]) => ({
    id,
    type: resource.Type,
    isNamed: NAMES.some((name) => name in (resource.Properties ?? {})),
    onDelete: policyOf(resource),
  }));

describe('a first deployment that failed', () => {
  it('leaves nothing with a fixed name, so that the next one can create it again', () => {
    const left = resourcesOf(hub()).filter(({ onDelete }) => onDelete === 'Retain');

    expect(left.map(({ type }) => type)).toEqual(['AWS::DynamoDB::Table']);
    expect(left.filter(({ isNamed }) => isNamed)).toEqual([]);
  });

  it('can be deleted, because the stack is not protected unless the operator asks for it', () => {
    const protectionOf = (more: Readonly<Record<string, unknown>>) =>
      makeApp(more).synth().getStackByName('assume-bot').terminationProtection;

    expect(protectionOf({})).toBeFalsy();
    expect(protectionOf({ terminationProtection: true })).toBe(true);
  });
});

describe('a stack that was deleted', () => {
  it('leaves the secrets of Slack, which the next deployment can use by their ARNs', () => {
    const kept = resourcesOf(hub()).filter(({ onDelete, isNamed }) => onDelete !== 'Delete' && isNamed);
    const arn = (name: string) => `arn:aws:secretsmanager:eu-central-1:999999999999:secret:assume-bot/${name}-a1b2c3`;
    const again = hub({ slackBotTokenArn: arn('slack-bot-token'), slackSigningSecretArn: arn('slack-signing-secret') });

    expect(kept.map(({ type }) => type)).toEqual(['AWS::SecretsManager::Secret', 'AWS::SecretsManager::Secret']);
    expect(ofType(again, 'AWS::SecretsManager::Secret')).toEqual([]);
  });

  it('leaves all data: table, logs, records and the key that encrypts them', () => {
    const kept = new Set(
      resourcesOf(hub())
        .filter(({ onDelete }) => onDelete !== 'Delete')
        .map(({ type }) => type),
    );

    expect([...kept].sort()).toEqual([
      'AWS::DynamoDB::Table',
      'AWS::KMS::Key',
      'AWS::Logs::LogGroup',
      'AWS::S3::Bucket',
      'AWS::SecretsManager::Secret',
    ]);
  });

  it('leaves nothing but locked records if keepData is off', () => {
    const kept = resourcesOf(hub({ keepData: false })).filter(({ onDelete }) => onDelete !== 'Delete');

    expect(kept.map(({ type }) => type)).toEqual(['AWS::S3::Bucket']);
  });
});

describe('the permissions boundary of the settings', () => {
  it('is on every role of every stack', () => {
    const app = makeApp({ permissionsBoundary: 'team/boundary', operators: ['arn:aws:iam::111111111111:role/ops'] });
    const stacks = app.synth().stacks.map(({ stackName }) => stackName);
    const roles = stacks.flatMap((name) => ofType(templateOf(app, name), 'AWS::IAM::Role'));
    const without = makeApp();

    expect(roles).toHaveLength(4 + 3 * 2);
    for (const [, { Properties }] of roles)
      expect(JSON.stringify(Properties['PermissionsBoundary'])).toContain(':policy/team/boundary');
    for (const [, { Properties }] of ofType(templateOf(without, 'assume-bot'), 'AWS::IAM::Role'))
      expect(Properties['PermissionsBoundary']).toBeUndefined();
  });
});
