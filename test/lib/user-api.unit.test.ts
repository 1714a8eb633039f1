import { describe, expect, it } from 'vitest';
import { userAccountsOf } from '../../bin/app/targets-of.ts';
import { USER_API } from '../../functions/contract.ts';
import { oversized } from '../../lib/document-sizes.ts';
import { makeApp, templateOf } from '../support/a-hub.ts';
import { aCatalog, anIamUser, aRule, PROD, U } from '../support/builders.ts';
import { type CfnTemplate, ofType } from '../support/cloudformation.ts';

const hub = (more: Readonly<Record<string, unknown>> = {}): CfnTemplate => templateOf(makeApp(more), 'assume-bot');
const propertiesOf = (type: string, template = hub()) => ofType(template, type).map(([, { Properties }]) => Properties);

describe('the API of users in the hub stack', () => {
  it('lets API Gateway verify who signed each request, for every method', () => {
    const methods = propertiesOf('AWS::ApiGateway::Method');

    expect(methods.map((one) => one['AuthorizationType'])).toEqual(USER_API.routes.map(() => 'AWS_IAM'));
    expect(methods.map((one) => one['HttpMethod']).toSorted()).toEqual(['GET', 'POST']);
    expect(propertiesOf('AWS::ApiGateway::Resource').map((one) => one['PathPart'])).toEqual(['access', 'extend']);
  });

  it('admits the accounts of users to exactly its two routes', () => {
    const [api] = propertiesOf('AWS::ApiGateway::RestApi');
    const { Statement } = (api?.['Policy'] ?? {}) as { Statement?: unknown };

    expect(Statement).toEqual([
      {
        Effect: 'Allow',
        Principal: { AWS: expect.objectContaining({ 'Fn::Join': expect.anything() }) },
        Action: 'execute-api:Invoke',
        Resource: ['execute-api:/v1/GET/access', 'execute-api:/v1/POST/extend'],
      },
    ]);
    expect(JSON.stringify(Statement)).toContain(':iam::111111111111:root');
  });

  it('needs no policy if all users are in the account of the hub', () => {
    const [api] = propertiesOf('AWS::ApiGateway::RestApi', hub({ hubAccount: '111111111111' }));

    expect(api?.['Policy']).toBeUndefined();
  });

  it('is refused before the deployment if the accounts of users do not fit into its policy', () => {
    const sizeFor = (count: number) => {
      const Statement = { Principal: { AWS: Array(count).fill('arn:aws:iam::111111111111:root') } };
      const UserApi = { Type: 'AWS::ApiGateway::RestApi', Properties: { Policy: { Statement } } };
      return oversized('hub', { Resources: { UserApi } });
    };

    expect(sizeFor(150)).toEqual([]);
    expect(sizeFor(300)).toEqual([
      expect.stringMatching(/^hub: the resource policy of UserApi: \d+ bytes, and AWS accepts 8192$/),
    ]);
  });

  it('is throttled, logs no content, and sets no role for the whole account', () => {
    const [stage] = propertiesOf('AWS::ApiGateway::Stage');

    expect(stage?.['MethodSettings']).toEqual([
      expect.objectContaining({
        HttpMethod: '*',
        ThrottlingRateLimit: 10,
        ThrottlingBurstLimit: 20,
        DataTraceEnabled: false,
      }),
    ]);
    expect(propertiesOf('AWS::ApiGateway::Account')).toEqual([]);
  });

  it('is an output, with what users need permission for', () => {
    const { Outputs } = hub() as unknown as { Outputs: Readonly<Record<string, { readonly Value: unknown }>> };

    expect(JSON.stringify(Outputs['ApiUrl']?.Value)).toMatch(/execute-api\.eu-central-1\..*\/v1/);
    expect(JSON.stringify(Outputs['ApiRoutes']?.Value)).toMatch(/\/v1\/GET\/access,.*\/v1\/POST\/extend/);
    expect(Object.keys(Outputs).filter((name) => name.includes('Endpoint'))).toEqual([]);
  });
});

describe('the accounts of users', () => {
  it('are those of listed users, and of the users that an e-mail address leads to', () => {
    const people = { [U('alice')]: anIamUser('alice'), [U('dave')]: anIamUser('dave', { account: PROD }) };
    const byEmail = { template: 'arn:aws:iam::333333333333:user/{local}', domains: ['example.com'] };

    expect(userAccountsOf(aCatalog([aRule()], { people }))).toEqual(['111111111111', '222222222222']);
    expect(userAccountsOf(aCatalog([aRule()], { people, byEmail }))).toContain('333333333333');
  });
});
