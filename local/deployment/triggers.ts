import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { forward } from '../gateway/http-api.ts';
import type { DeployedFunction } from './functions.ts';
import { byNameOrArn, requireInvocable, type Wiring } from './invocable.ts';
import { restApiOf } from './rest-api.ts';
import { ofType } from './stack.ts';

/** What an event source mapping does with a queue. Source: AWS Lambda Developer Guide, "Execution role permissions" (SQS). */
const POLLING = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];

/** Connects the queues of event source mappings to their functions. Returns each queue, and what disconnects it. */
export const connectQueues = (wiring: Wiring) => {
  const { aws, stack, functions } = wiring;
  return ofType(stack, 'AWS::Lambda::EventSourceMapping').map(({ properties }) => {
    const source = String(properties['EventSourceArn']);
    const fn = byNameOrArn(functions, properties['FunctionName']);
    const as = aws.issueSession({ roleArn: fn.roleArn, sessionName: fn.name });
    for (const action of POLLING) {
      if (aws.decideAction({ as, action, resource: source }) === 'Allowed') continue;
      throw new Error(`The execution role of ${fn.name} does not have permissions to call ${action} on ${source}`);
    }
    const reportsItems = [properties['FunctionResponseTypes']].flat().includes('ReportBatchItemFailures');
    const queue = aws.queue(source.slice(source.lastIndexOf(':') + 1));
    const deliver = async (event: SQSEvent): Promise<SQSBatchResponse | undefined> => {
      const answer = (await fn.invoke(event)) as SQSBatchResponse;
      return reportsItems ? answer : undefined;
    };
    const onError = (fault: unknown): void => process.emitWarning(fault as Error);
    const stop = queue.consume(deliver, { batchSize: Number(properties['BatchSize'] ?? 10), onError });
    return { queue, stop };
  });
};

/** The functions that the rules of EventBridge invoke, each with its schedule. */
export const scheduled = (wiring: Wiring) =>
  ofType(wiring.stack, 'AWS::Events::Rule')
    .filter(({ properties }) => properties['ScheduleExpression'] !== undefined && properties['State'] !== 'DISABLED')
    .flatMap(({ properties, physical }) =>
      (properties['Targets'] as readonly { readonly Arn: string }[]).map(({ Arn }) => {
        const fn = byNameOrArn(wiring.functions, Arn);
        requireInvocable(wiring, fn, 'events.amazonaws.com', physical.attributes['Arn'] ?? '');
        return { fn, schedule: String(properties['ScheduleExpression']) };
      }),
    );

const routesOf = (wiring: Wiring): ReadonlyMap<string, DeployedFunction> => {
  const { stack, functions } = wiring;
  const { accountId, region, partition } = stack.place;
  const integrations = ofType(stack, 'AWS::ApiGatewayV2::Integration');
  return new Map(
    ofType(stack, 'AWS::ApiGatewayV2::Route').map(({ properties: { ApiId, RouteKey, Target } }) => {
      const integration = integrations.find(({ physical }) => `integrations/${physical.ref}` === Target);
      const fn = byNameOrArn(functions, integration?.properties['IntegrationUri']);
      const [method, path] = String(RouteKey).split(' ');
      const source = `arn:${partition}:execute-api:${region}:${accountId}:${ApiId}/$default/${method}${path}`;
      requireInvocable(wiring, fn, 'apigateway.amazonaws.com', source);
      return [String(RouteKey), fn];
    }),
  );
};

/** Answers the requests of the HTTP API and the REST API of a stack with the functions of their routes. */
export const createApi = (wiring: Wiring) => {
  const routes = routesOf(wiring);
  const restApi = restApiOf(wiring);
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    // In AWS, each API has a host of its own.
    if (restApi !== undefined && request.url?.startsWith(`${restApi.path}/`)) return restApi.answer(request, response);
    const fn = routes.get(`${request.method} ${request.url?.split('?')[0]}`);
    if (fn !== undefined) return forward(request, response, fn.invoke);
    response.writeHead(404, { 'content-type': 'application/json' }).end('{"message":"Not Found"}');
  };
};
