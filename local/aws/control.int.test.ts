import { request } from 'node:http';
import { GetRoleCommand } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { aLocalAws, iamOf, PROD, ROLE, refusal, stsAs } from './testing/a-local-aws.ts';

const post = (url: string, body: object) =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

const statusWithHost = (url: string, host: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request(url, { headers: { host } }, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end();
  });

describe('the control paths', () => {
  it('let scripts inject faults and read the calls', async () => {
    const { aws } = await aLocalAws();
    const getRole = new GetRoleCommand({ RoleName: 's3-list-role' });

    await post(`${aws.url}/_local/faults`, { operation: 'GetRole', error: 'Throttling' });
    const failed = await refusal(iamOf(aws, PROD).send(getRole));
    await fetch(`${aws.url}/_local/faults`, { method: 'DELETE' });
    await iamOf(aws, PROD).send(getRole);
    const calls = await (await fetch(`${aws.url}/_local/calls?operation=GetRole`)).json();

    expect(failed.code).toBe('Throttling');
    expect(calls).toMatchObject([{ operation: 'GetRole', error: 'Throttling' }, { operation: 'GetRole' }]);
  });

  it('return the state without secrets', async () => {
    const { aws } = await aLocalAws();
    aws.issueSession({ roleArn: ROLE, sessionName: 'alice' });

    const text = await (await fetch(`${aws.url}/_local/state`)).text();

    expect(text).toContain(ROLE);
    expect(text).not.toContain('alice/secret+1');
    expect(text).not.toContain(aws.rootCredentials(PROD).secretAccessKey);
  });

  it('issue a session of a federated user in the format of a credential_process', async () => {
    const { aws } = await aLocalAws();

    const answer = await post(`${aws.url}/_local/sessions`, { roleArn: ROLE, sessionName: 'carol' });
    const session = (await answer.json()) as Record<string, string>;

    const credentials = {
      accessKeyId: session['AccessKeyId'] ?? '',
      secretAccessKey: session['SecretAccessKey'] ?? '',
      sessionToken: session['SessionToken'] ?? '',
    };
    const identity = await stsAs(aws, credentials).send(new GetCallerIdentityCommand({}));
    expect(identity.Arn).toBe(`arn:aws:sts::${PROD}:assumed-role/s3-list-role/carol`);
    expect(session).toMatchObject({ Version: 1, Expiration: '2030-01-01T14:00:00.000Z' });
  });

  it('reject requests of other web sites, which have another host or no JSON content type', async () => {
    const { aws } = await aLocalAws();
    const plain = { method: 'POST', body: '{"operation":"*","error":"hang"}' };

    const foreignHost = await statusWithHost(`${aws.url}/_local/state`, 'evil.example');
    const noJson = (await fetch(`${aws.url}/_local/faults`, plain)).status;

    expect([foreignHost, noJson]).toEqual([403, 415]);
    expect(aws.faults.list()).toEqual([]);
  });
});
