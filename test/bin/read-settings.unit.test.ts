import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSettings } from '../../bin/app/read-settings.ts';

const NEEDED = {
  'assume-bot:hubAccount': '999999999999',
  'assume-bot:region': 'eu-central-1',
  'assume-bot:externalId': '0123456789abcdef',
};
const mistakesIn = (context: Readonly<Record<string, unknown>>): readonly string[] => {
  const reading = readSettings(context);
  return reading.kind === 'invalid' ? reading.mistakes : [];
};

describe('the settings of a deployment', () => {
  it('require three values and have safe defaults for the rest', () => {
    expect(readSettings(NEEDED)).toMatchObject({
      kind: 'ok',
      settings: { name: 'assume-bot', catalog: 'access.yaml', roles: 'tagged', keepData: true, logRetentionDays: 90 },
    });
  });

  it('refuse a second ExternalId that is the first one', () => {
    const [same] = mistakesIn({ ...NEEDED, 'assume-bot:otherExternalId': NEEDED['assume-bot:externalId'] });

    expect(same).toContain('assume-bot:otherExternalId is the same as assume-bot:externalId');
    expect(mistakesIn({ ...NEEDED, 'assume-bot:otherExternalId': 'fedcba9876543210' })).toEqual([]);
  });

  it('report all mistakes at once, each with the expected value', () => {
    const mistakes = mistakesIn({
      'assume-bot:regoin': 'eu-central-1',
      'assume-bot:hubAccount': 999999999999,
      'assume-bot:roles': 'all',
      'assume-bot:logRetentionDays': '91',
      'assume-bot:requestsPerSecond': 0,
      'assume-bot:tracing': 'yes',
      'assume-bot:organizationId': 'my-org',
      'assume-bot:alarmEmail': 'ops',
      'assume-bot:scpExemptPrincipals': 'arn:aws:iam::*:role/admin-*, everyone',
    });

    expect(mistakes).toEqual([
      'assume-bot:regoin is not a setting; did you mean assume-bot:region?',
      'assume-bot:hubAccount is 999999999999 and should be the 12 digits of the AWS account that runs the bot',
      'assume-bot:roles is "all" and should be "tagged" or "listed" or "path"',
      expect.stringMatching(/^assume-bot:logRetentionDays is "91" and should be one of 7, 14, 30,/),
      'assume-bot:requestsPerSecond is 0 and should be a whole number from 1 to 1000',
      'assume-bot:tracing is "yes" and should be true or false',
      'assume-bot:organizationId is "my-org" and should be the ID of an AWS organization, such as o-a1b2c3d4e5',
      'assume-bot:alarmEmail is "ops" and should be an e-mail address',
      'assume-bot:scpExemptPrincipals holds "everyone"; each should be a role ARN, * allowed but not for every role, such as arn:aws:iam::*:role/admin-*',
      expect.stringMatching(/^assume-bot:externalId is missing: /),
      expect.stringMatching(/^assume-bot:region is missing: /),
    ]);
  });

  it('never take the account and the region from the AWS credentials of the caller', () => {
    const mistakes = mistakesIn({ 'assume-bot:externalId': '0123456789abcdef' });

    expect(mistakes).toEqual([
      expect.stringMatching(/^assume-bot:hubAccount is missing: .*never taken from your AWS credentials/),
      expect.stringMatching(/^assume-bot:region is missing: .*never taken from your AWS profile/),
    ]);
    expect(readFileSync(join(import.meta.dirname, '../../bin/app.ts'), 'utf8')).not.toContain('CDK_DEFAULT');
  });

  it.each([
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
    ['eu-central-1', 'aws'],
  ])('name principals and keys in the partition of the region %s', (region, partition) => {
    const other = partition === 'aws' ? 'aws-cn' : 'aws';
    const operatorsIn = (where: string) => [`arn:${where}:iam::111111111111:role/ops`];
    const base = { ...NEEDED, 'assume-bot:region': region };

    expect(readSettings(base)).toMatchObject({
      settings: {
        scpExemptPrincipals: [`arn:${partition}:iam::*:role/stacksets-exec-*`, expect.any(String), expect.any(String)],
      },
    });
    expect(mistakesIn({ ...base, 'assume-bot:operators': operatorsIn(partition) })).toEqual([]);
    expect(mistakesIn({ ...base, 'assume-bot:operators': operatorsIn(other) })).toEqual([
      `assume-bot:operators names arn:${other}:iam::111111111111:role/ops, but ${region} is in the partition ${partition}`,
    ]);
  });

  it('have the same meaning in a file and on the command line, where all values are text', () => {
    const typed = readSettings({ ...NEEDED, 'assume-bot:tracing': true, 'assume-bot:requestsPerSecond': 5 });
    const texts = readSettings({ ...NEEDED, 'assume-bot:tracing': 'true', 'assume-bot:requestsPerSecond': '5' });

    expect(texts).toEqual(typed);
    expect(typed).toMatchObject({ settings: { tracing: true, requestsPerSecond: 5 } });
  });

  it('ignore other context values', () => {
    expect(mistakesIn({ ...NEEDED, '@aws-cdk/core:target-partitions': ['aws'], regoin: 'x' })).toEqual([]);
  });

  it('refuse an ExternalId that is easy to guess', () => {
    for (const externalId of ['short', 'please-change-me-now-0', 'some-example-external-id', '']) {
      expect(mistakesIn({ ...NEEDED, 'assume-bot:externalId': externalId })).toHaveLength(1);
    }
  });

  it('accept operators only as exact ARNs of roles or users', () => {
    const mistakesOf = (operators: unknown) => mistakesIn({ ...NEEDED, 'assume-bot:operators': operators });
    const sso = 'arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Ops_0123456789abcdef';

    expect(mistakesOf([sso, 'arn:aws:iam::111111111111:user/carol'])).toEqual([]);
    expect(mistakesOf(`${sso}, arn:aws:iam::111111111111:user/carol`)).toEqual([]);
    for (const wrong of [
      'arn:aws:iam::111111111111:root',
      'arn:aws:iam::111111111111:role/ops-*',
      'arn:aws:iam::*:role/ops',
      'arn:aws:sts::111111111111:assumed-role/ops/carol',
      'ops',
    ])
      expect(mistakesOf([wrong])).toEqual([
        expect.stringMatching(/^assume-bot:operators holds "[^"]+"; each should be the ARN of a role or an IAM user/),
      ]);
    const many = Array.from({ length: 60 }, (_, n) => `arn:aws:iam::111111111111:role/operators-${n}`);
    expect(mistakesOf(many)).toEqual([expect.stringContaining('list a role that they share')]);
  });

  it('refuse settings without effect and contradictions', () => {
    const token = 'arn:aws:secretsmanager:eu-central-1:999999999999:secret:slack/token-a1b2c3';

    expect(mistakesIn({ ...NEEDED, 'assume-bot:auditLockDays': 30 })[0]).toContain('have no effect');
    expect(
      mistakesIn({
        ...NEEDED,
        'assume-bot:alarmEmail': 'ops@example.com',
        'assume-bot:alarmTopicArn': 'arn:aws:sns:eu-central-1:999999999999:on-call',
      })[0],
    ).toContain('set one');
    expect(mistakesIn({ ...NEEDED, 'assume-bot:slackBotTokenArn': token })[0]).toContain('set both, or neither');
    expect(
      mistakesIn({ ...NEEDED, 'assume-bot:slackSecretsKeyArn': 'arn:aws:kms:eu-central-1:999999999999:key/1-2' })[0],
    ).toContain('for your own secrets');
  });

  it('refuse what AWS would refuse, or what would take the effect of a setting', () => {
    const secret = 'arn:aws:secretsmanager:eu-central-1:999999999999:secret:slack/token';
    const topic = 'arn:aws:sns:us-east-1:999999999999:on-call';
    const secrets = { 'assume-bot:slackBotTokenArn': secret, 'assume-bot:slackSigningSecretArn': `${secret}-a1b2c3` };

    for (const everyone of [[], 'arn:aws:iam::*:role/*', ['arn:aws:iam::*:role/**']])
      expect(mistakesIn({ ...NEEDED, 'assume-bot:scpExemptPrincipals': everyone })).toEqual([
        expect.stringContaining('a role ARN, * allowed but not for every role'),
      ]);
    expect(mistakesIn({ ...NEEDED, 'assume-bot:scpExemptPrincipals': 'arn:aws:iam::*:role/*/admin' })).toEqual([]);
    expect(mistakesIn({ ...NEEDED, ...secrets })).toEqual([expect.stringContaining('with the six random characters')]);
    expect(mistakesIn({ ...NEEDED, 'assume-bot:alarmTopicArn': topic })).toEqual([
      expect.stringContaining('alarms of eu-central-1 can only notify topics in eu-central-1'),
    ]);
    expect(mistakesIn({ ...NEEDED, 'assume-bot:permissionsBoundary': '/ours' })).toHaveLength(1);
    for (const days of [[7], '0x1e', true])
      expect(mistakesIn({ ...NEEDED, 'assume-bot:logRetentionDays': days })).toHaveLength(1);
  });
});
