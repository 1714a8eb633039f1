import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRestApi, type RestApi } from '../gateway/rest-api.ts';
import type { DeployedFunction } from './functions.ts';
import { byNameOrArn, requireInvocable, type Wiring } from './invocable.ts';
import { type Deployed, ofType } from './stack.ts';

const FUNCTION = /:lambda:path\/2015-03-31\/functions\/(.+)\/invocations$/;

/** The function of a method. Throws for anything but a proxy integration behind AWS_IAM, because nothing else is played here. */
const functionOf = ({ functions }: Wiring, { properties }: Deployed): DeployedFunction => {
  const { Type, Uri } = properties['Integration'] as Readonly<Record<string, unknown>>;
  if (properties['AuthorizationType'] !== 'AWS_IAM' || Type !== 'AWS_PROXY')
    throw new Error(
      `a method has ${properties['AuthorizationType']} and ${Type}; only AWS_IAM and AWS_PROXY are played`,
    );
  return byNameOrArn(functions, FUNCTION.exec(String(Uri))?.[1]);
};

/** Resources of the policy are written as `execute-api:/stage/METHOD/path`, which API Gateway completes. */
const completed = (policy: unknown, apiArn: string): RestApi['policy'] =>
  JSON.parse(JSON.stringify(policy).replaceAll('"execute-api:/', `"${apiArn}/`));

/** The REST API of a stack, by the path of its stage: `/v1`. Undefined if the stack has none. */
export const restApiOf = (wiring: Wiring) => {
  const { aws, stack } = wiring;
  const [api] = ofType(stack, 'AWS::ApiGateway::RestApi');
  const [stage] = ofType(stack, 'AWS::ApiGateway::Stage');
  if (api === undefined || stage === undefined) return undefined;
  const { accountId, region, partition } = stack.place;
  const id = api.physical.ref;
  const stageName = String(stage.properties['StageName']);
  const arn = `arn:${partition}:execute-api:${region}:${accountId}:${id}`;
  const parts = new Map(
    ofType(stack, 'AWS::ApiGateway::Resource').map(({ physical, properties }) => [
      physical.ref,
      properties['PathPart'],
    ]),
  );
  const routes = ofType(stack, 'AWS::ApiGateway::Method').map((method) => {
    const { HttpMethod, ResourceId } = method.properties;
    const fn = functionOf(wiring, method);
    const path = parts.get(String(ResourceId));
    requireInvocable(wiring, fn, 'apigateway.amazonaws.com', `${arn}/${stageName}/${HttpMethod}/${path}`);
    return [`${HttpMethod} /${path}`, fn.invoke] as const;
  });
  const policy = api.properties['Policy'];
  const answer = createRestApi(aws, {
    id,
    stage: stageName,
    accountId,
    routes: Object.fromEntries(routes),
    ...(policy === undefined ? {} : { policy: completed(policy, arn) as NonNullable<RestApi['policy']> }),
  });
  return {
    path: `/${stageName}`,
    answer: (request: IncomingMessage, response: ServerResponse) => answer(request, response),
  };
};
