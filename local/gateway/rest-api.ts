import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LocalAws, SignedRequestVerdict } from '@assume-bot/local-aws/types';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { flatHeaders, readBody } from './http-api.ts';

/** The resource policy of an API. */
type ResourcePolicy = NonNullable<Parameters<LocalAws['verifySigned']>[0]['resourcePolicy']>;

/** A REST API whose methods all have AWS_IAM. */
export interface RestApi {
  readonly id: string;
  readonly stage: string;
  readonly accountId: string;
  /** With every resource as a whole ARN. */
  readonly policy?: ResourcePolicy;
  /** By method and path without the stage: `POST /extend`. */
  readonly routes: Readonly<Record<string, (event: APIGatewayProxyEvent) => Promise<unknown>>>;
}

interface Head {
  readonly method: string;
  /** The path without the stage. */
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
}

type Signed = Extract<SignedRequestVerdict, { kind: 'signed' }>;

/**
 * A request as a proxy integration of a REST API passes it on (payload format 1.0). Source: API Gateway Developer Guide, "Input format
 * of a Lambda function for proxy integration". `userArn` is the ARN of the caller as STS shows it: see docs/assumptions.md.
 */
const toEvent = (head: Head, body: Buffer, { id, stage, accountId }: RestApi, signed: Signed): APIGatewayProxyEvent => {
  const { method, path, query, headers } = head;
  const parameters = new URLSearchParams(query);
  const names = [...new Set(parameters.keys())];
  const multi = Object.fromEntries(names.map((name) => [name, parameters.getAll(name)]));
  const single = Object.fromEntries(names.map((name) => [name, parameters.getAll(name).at(-1)]));
  const identity = { userArn: signed.arn, user: signed.userId, caller: signed.userId, accountId: signed.accountId };
  return {
    resource: path,
    path,
    httpMethod: method,
    headers: { ...headers },
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: names.length === 0 ? null : single,
    multiValueQueryStringParameters: names.length === 0 ? null : multi,
    pathParameters: null,
    stageVariables: null,
    body: body.length === 0 ? null : body.toString('utf8'),
    isBase64Encoded: false,
    requestContext: {
      accountId,
      apiId: id,
      stage,
      httpMethod: method,
      path: `/${stage}${path}`,
      resourcePath: path,
      protocol: 'HTTP/1.1',
      requestId: 'local',
      resourceId: 'local',
      requestTimeEpoch: 0,
      authorizer: null,
      identity: {
        ...identity,
        accessKey: signed.accessKeyId,
        sourceIp: '127.0.0.1',
        userAgent: headers['user-agent'] ?? null,
        apiKey: null,
        apiKeyId: null,
        clientCert: null,
        cognitoAuthenticationProvider: null,
        cognitoAuthenticationType: null,
        cognitoIdentityId: null,
        cognitoIdentityPoolId: null,
        principalOrgId: null,
      },
    },
  };
};

const answer = (response: ServerResponse, status: number, body: string, code?: string): void => {
  const headers = { 'content-type': 'application/json', ...(code === undefined ? {} : { 'x-amzn-errortype': code }) };
  response.writeHead(status, headers).end(body);
};

/** A function that fails, or answers in another form, is a bad gateway. */
const invoke = async (
  response: ServerResponse,
  run: RestApi['routes'][string],
  event: APIGatewayProxyEvent,
): Promise<void> => {
  try {
    const { statusCode, headers = {}, body } = (await run(event)) as APIGatewayProxyResult;
    const named = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
    response.writeHead(statusCode, Object.fromEntries(named)).end(body);
  } catch {
    answer(response, 502, '{"message": "Internal server error"}', 'InternalServerErrorException');
  }
};

/**
 * Answers requests as a REST API with AWS_IAM does. A path without a method is answered like a request without a signature. Source:
 * API Gateway Developer Guide, "Gateway response types".
 */
export const createRestApi =
  (aws: Pick<LocalAws, 'verifySigned' | 'partition' | 'region'>, api: RestApi) =>
  async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(request);
    if (body === undefined) return answer(response, 413, '{"message":"Request Too Long"}', 'RequestTooLargeException');
    const { accountId, id, stage, routes, policy } = api;
    const [whole = '/', query = ''] = (request.url ?? '/').split('?');
    const path = whole.startsWith(`/${stage}/`) ? whole.slice(stage.length + 1) : '';
    const method = request.method ?? 'GET';
    const headers = flatHeaders(request);
    const run = Object.hasOwn(routes, `${method} ${path}`) ? routes[`${method} ${path}`] : undefined;
    if (run === undefined)
      return answer(response, 403, '{"message":"Missing Authentication Token"}', 'MissingAuthenticationTokenException');
    const verdict = aws.verifySigned({
      request: { method, path: whole, query, headers, body, sourceIp: '127.0.0.1' },
      service: 'execute-api',
      action: 'execute-api:Invoke',
      resource: `arn:${aws.partition}:execute-api:${aws.region}:${accountId}:${id}/${stage}/${method}${path}`,
      resourceAccount: accountId,
      ...(policy === undefined ? {} : { resourcePolicy: policy }),
    });
    if (verdict.kind === 'refused') return answer(response, verdict.status, verdict.body, verdict.code);
    return invoke(response, run, toEvent({ method, path, query, headers }, body, api, verdict));
  };
