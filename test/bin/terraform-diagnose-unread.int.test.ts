import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { codesOf, outputOf, policyOf, putBucketPolicy } from './a-deployed-state.ts';
import {
  aDiagnosisStack,
  type DiagnosisStack,
  EXAMPLE,
  STATE_ACCOUNT,
  STATE_BUCKET,
  STATE_ROLE_ARN,
} from './a-diagnosis.ts';

let world: DiagnosisStack;
afterEach(async () => {
  vi.unstubAllEnvs();
  await world.stack.close();
});

const breakRole = async () => {
  world.stack.aws.editRole(STATE_ROLE_ARN, { inlinePolicies: { state: null } });
  await world.asOwner({ method: 'DELETE', path: `/${STATE_BUCKET}?policy` });
};
const NO_STACK = /<\?xml|<Error>|\n\s+at /;

describe('what assume-bot terraform diagnose cannot read or judge', () => {
  it('says that nothing could be read if no account has credentials, without XML and stack traces', async () => {
    world = await aDiagnosisStack();

    const ran = await world.diagnose({ without: ['state', 'prod', 'dns', 'utils', 'data'] });

    expect([ran.code, outputOf(ran).outcome]).toEqual([3, 'not_judged']);
    expect(ran.out).toContain(`there are no valid credentials for account ${STATE_ACCOUNT}`);
    expect(`${ran.out}${ran.err}`).not.toMatch(NO_STACK);
  });

  it('prints everything else if two accounts have no credentials', async () => {
    world = await aDiagnosisStack();
    await breakRole();

    const ran = await world.diagnose({ without: ['prod', 'dns'], more: ['--for', 'U0ALICE'] });

    expect(ran.code).toBe(1);
    expect(codesOf(ran).slice(0, 2)).toEqual(['state_not_granted', 'state_role_lacks']);
    const unread = outputOf(ran).findings.filter(({ code }) => code === 'state_no_credentials');
    expect(unread.map(({ what }) => /credentials for account (\d+)/.exec(what)?.[1])).toEqual([
      '222222222222',
      '555555555555',
    ]);
  });

  it('does not read IAM of another account than the credentials are for', async () => {
    world = await aDiagnosisStack();

    const ran = await world.diagnose({ without: ['state'], more: ['--account-profile', 'state=prod'] });

    expect(ran.code).toBe(4);
    expect(ran.out).toContain(`the credentials are those of account 222222222222, so IAM of account ${STATE_ACCOUNT}`);
  });

  it('reads each part on its own, and never reports a part that could not be read as valid', async () => {
    world = await aDiagnosisStack();
    world.stack.aws.faults.inject({ operation: 'GetBucketPolicy', account: STATE_ACCOUNT, error: 'AccessDenied' });

    const ran = await world.diagnose();

    expect([ran.code, codesOf(ran)]).toEqual([4, ['state_not_looked_at']]);
    expect(outputOf(ran).findings[0]?.what).toContain('The policy of the bucket example-terraform-state');
    expect(ran.out).not.toContain('Nothing stops');
  });

  it('judges a condition on the network only with the value of a call', async () => {
    world = await aDiagnosisStack();
    await putBucketPolicy(world, {
      Sid: 'OnlyOurEndpoint',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*Object',
      Resource: `arn:aws:s3:::${STATE_BUCKET}/*`,
      Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' }, ArnEquals: { 'aws:PrincipalArn': STATE_ROLE_ARN } },
    });

    const open = await world.diagnose();
    const inside = await world.diagnose({ more: ['--context', 'aws:SourceVpce=vpce-1'] });
    const outside = await world.diagnose({ more: ['--context', 'aws:SourceVpce=vpce-2'] });

    expect([open.code, codesOf(open)]).toEqual([4, ['state_bucket_conditional']]);
    expect(outputOf(open).findings[0]?.what).toContain('StringNotEquals aws:SourceVpce vpce-1');
    expect([inside.code, codesOf(inside)]).toEqual([0, []]);
    expect([outside.code, codesOf(outside)]).toEqual([1, ['state_bucket_denies']]);
  });

  it('finds a bucket that is in another region than the catalog says, and the key with it', async () => {
    world = await aDiagnosisStack();
    const wrong = EXAMPLE.replace('kms:eu-central-1', 'kms:us-east-1').replace(
      'region: eu-central-1\n        keys',
      'region: us-east-1\n        keys',
    );
    writeFileSync(join(world.cli.directory, 'access.yaml'), wrong);

    const ran = await world.diagnose();

    expect([ran.code, codesOf(ran)]).toEqual([1, ['state_region', 'state_key_region']]);
    expect(outputOf(ran).stopsAt).toMatchObject({ step: 'list', action: 's3:ListBucket' });
    expect(outputOf(ran).findings[0]?.changes).toMatchObject([{ document: 'catalog', value: 'eu-central-1' }]);
  });

  it('finds the region of a bucket whose location it may not read, in the header of S3', async () => {
    world = await aDiagnosisStack();
    for (const operation of ['GetBucketLocation', 'HeadBucket'])
      world.stack.aws.faults.inject({ operation, account: STATE_ACCOUNT, error: 'AccessDenied' });
    const unread = await world.diagnose();
    world.stack.aws.faults.clear();
    world.stack.aws.faults.inject({ operation: 'GetBucketLocation', account: STATE_ACCOUNT, error: 'AccessDenied' });
    const read = await world.diagnose();

    expect([unread, read].map(codesOf)).toEqual([['state_not_looked_at'], []]);
  });

  it('reports who can read the state without a request', async () => {
    world = await aDiagnosisStack();
    const Statement = [{ Effect: 'Allow', Action: ['s3:*', 'kms:*'], Resource: '*' }];
    const users = [{ name: 'ops', inlinePolicies: { all: policyOf(...Statement) as never } }];
    world.stack.aws.seed({ accounts: [{ id: STATE_ACCOUNT, users }] });
    await putBucketPolicy(world, {
      Sid: 'Team',
      Effect: 'Allow',
      Principal: { AWS: ['arn:aws:iam::444444444444:root', STATE_ROLE_ARN] },
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::${STATE_BUCKET}/*`,
    });

    const ran = await world.diagnose();

    expect([ran.code, codesOf(ran)]).toEqual([0, ['state_open_to', 'state_open_principals']]);
    const [statement, principals] = outputOf(ran).findings;
    expect(statement?.what).toContain('lets account 444444444444 read the state at any time');
    expect(principals?.what).toContain(`arn:aws:iam::${STATE_ACCOUNT}:user/ops`);
  });
});

describe('assume-bot terraform diagnose --for', () => {
  it('judges whether the user may assume every role now: with a grant, without one, and after its end', async () => {
    world = await aDiagnosisStack();
    const forAlice = { more: ['--for', 'U0ALICE'] };

    const before = await world.diagnose(forAlice);
    await world.stack.grant('U0ALICE', 'terraform-prod 30m INC-42', 'U0BOB');
    const granted = await world.diagnose(forAlice);
    const other = await world.diagnose({ more: ['--for', 'U0CAROL'] });
    await world.stack.command('U0ALICE', 'end terraform-prod');
    await world.stack.settle();
    const ended = await world.diagnose(forAlice);

    const notGranted = Array.from({ length: 3 }, () => 'state_not_granted');
    expect([before.code, codesOf(before)]).toEqual([1, notGranted]);
    expect([granted.code, codesOf(granted)]).toEqual([0, []]);
    expect([other.code, codesOf(other)]).toEqual([1, notGranted]);
    expect([ended.code, codesOf(ended)]).toEqual([1, notGranted]);
    expect((await world.diagnose()).code).toBe(0);
  });

  it('reads the local stack as the owner of each account, without profiles', async () => {
    world = await aDiagnosisStack();

    const ran = await world.cli.run('terraform', 'diagnose', 'terraform-prod', '--local', '--for', 'U0ALICE', '--json');

    expect([ran.code, codesOf(ran)]).toEqual([1, Array.from({ length: 3 }, () => 'state_not_granted')]);
  });

  it('refuses options that it does not understand', async () => {
    world = await aDiagnosisStack();

    const context = await world.diagnose({ more: ['--context', 'vpce-1'] });
    const profile = await world.diagnose({ more: ['--account-profile', 'stage=prod'] });
    const missing = await world.diagnose({ more: ['--account-profile', 'prod=pord', '--json'] });
    const user = await world.diagnose({ more: ['--for', 'U0NOBODY'] });

    expect([context.code, context.err]).toEqual([2, expect.stringContaining('is not KEY=VALUE')]);
    expect([profile.code, profile.err]).toEqual([2, expect.stringContaining('is not ACCOUNT=PROFILE')]);
    expect([missing.code, missing.json()]).toEqual([
      2,
      { code: 2, error: 'The AWS profile "pord" does not exist; did you mean prod?' },
    ]);
    expect([user.code, user.err]).toEqual([
      2,
      expect.stringContaining('has no AWS identity of U0NOBODY; add the user'),
    ]);
  });
});

describe('the output of assume-bot terraform diagnose as text', () => {
  it('ends with the commands of the fix, to paste, each below its account', async () => {
    world = await aDiagnosisStack();
    await breakRole();

    const { code, out } = await world.cli.run('terraform', 'diagnose', 'terraform-prod', '--local');

    const lines = out.split('\n');
    const at = lines.indexOf(`# With credentials of account ${STATE_ACCOUNT}:`);
    expect([code, at > 0]).toEqual([1, true]);
    expect(lines[at + 1]).toMatch(
      /^aws iam put-role-policy --role-name tf-state --policy-name \S+ --policy-document '\{.*\}' --profile owner-state$/,
    );
  });

  it('has no command if nothing needs to be fixed', async () => {
    world = await aDiagnosisStack();

    const { out } = await world.cli.run('terraform', 'diagnose', 'terraform-prod', '--local');

    expect(out).toContain('Nothing stops Terraform');
    expect(out).not.toContain('# With credentials');
  });

  it('names a missing grant once, although the backend and a provider use the role', async () => {
    world = await aDiagnosisStack(EXAMPLE.replace('- { role: prod-deploy,', '- { role: tf-state,'));

    const { json } = await world.diagnose({ more: ['--for', 'alice'] });

    const { findings } = json<{ findings: { code: string; what: string }[] }>();
    const missing = findings.filter(({ code }) => code === 'state_not_granted').map(({ what }) => what);
    expect(missing).toHaveLength(2);
    expect(new Set(missing).size).toBe(2);
  });
});

describe('assume-bot doctor --terraform', () => {
  it('diagnoses the bundles, instead of reporting them as unchecked', async () => {
    world = await aDiagnosisStack();
    await breakRole();

    const ran = await world.cli.run('doctor', '--local', '--terraform', '--json');

    expect(ran.code).toBe(1);
    expect(codesOf(ran)).toContain('state_role_lacks');
    expect(ran.out).not.toContain('the roles of the bot can read neither S3 nor KMS');
  });
});
