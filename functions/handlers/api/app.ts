import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { FORMS, MOST_BODY_BYTES, parseAccess, parseExtend } from '../../adapters/api/parse-call.ts';
import { StoreFault } from '../../adapters/dynamodb/fault.ts';
import type { Actor } from '../../core/authority/directory.ts';
import { userOfCaller } from '../../core/catalog/callers.ts';
import { defined } from '../../core/defined.ts';
import type { Request } from '../../core/request/request.ts';
import { apiText } from '../../core/text/api.ts';
import { textOf } from '../../core/text/explain.ts';
import { explainExtendRefusal } from '../../core/text/explain-extend.ts';
import { FORGOTTEN, NOT_KNOWN, NOT_STORED } from '../../core/text/requests.ts';
import { createExtendOnce, createReadOwnAccess, type ExtendingOnce } from '../../usecases/answering/own-access.ts';
import type { SubmitDeps } from '../../usecases/answering/request-access.ts';

const answer = (statusCode: number, body: object): APIGatewayProxyResult => ({
  statusCode,
  headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
  body: JSON.stringify(body),
});
const refuse = (statusCode: number, message: string): APIGatewayProxyResult => answer(statusCode, { message });

const bodyOf = ({ body, isBase64Encoded }: APIGatewayProxyEvent): string =>
  Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8').toString('utf8');

/** API Gateway joins values of a parameter that is given twice only in this member. */
const queryOf = ({ multiValueQueryStringParameters: query }: APIGatewayProxyEvent): unknown =>
  Object.fromEntries(
    Object.entries(query ?? {}).map(([name, values = []]) => [name, values.length === 1 ? values[0] : values]),
  );

/**
 * Answers users whose AWS identity API Gateway has proven: when their own access ends, and a request to extend it. A user can
 * do here what the same user can do in Slack, and decide nothing.
 */
export const createApi = (deps: SubmitDeps) => {
  const { catalog, clock, directory, log } = deps;
  const readOwnAccess = createReadOwnAccess(deps);
  const extendOnce = createExtendOnce(deps);

  const extensionOf = async (request: Request) => ({
    status: request.status.kind,
    text: apiText.extension(request, { catalog, now: clock.now() }, (await directory.read()).people),
  });

  const access = async (actor: Actor, event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    const name = parseAccess(queryOf(event));
    if (name === undefined) return refuse(400, apiText.notUnderstood(FORMS.access));
    const own = await readOwnAccess(actor, name);
    if (own === undefined) return refuse(404, apiText.noAccess(name));
    const { endsAt, toExtend, extension } = own;
    return answer(200, {
      endsAt: endsAt.toISOString(),
      ...defined({ request: toExtend?.id, extension: extension && (await extensionOf(extension)) }),
    });
  };

  const extended = async (extending: ExtendingOnce, minutes?: number): Promise<APIGatewayProxyResult> => {
    const { people } = await directory.read();
    switch (extending.kind) {
      case 'requested':
      case 'extended_before':
        return answer(200, { extension: await extensionOf(extending.request) });
      case 'outdated':
      case 'already_pending':
      case 'already_held': {
        const { request } = extending;
        return answer(200, {
          extension: { status: request.status.kind, text: apiText.otherRequest(request, people) },
        });
      }
      case 'refused': {
        const { refusal, name } = extending;
        const typed = {
          reason: '',
          ...(minutes === undefined ? {} : { duration: { kind: 'minutes', minutes } as const }),
        };
        return refuse(409, apiText.refusal(explainExtendRefusal(refusal, { name, typed, catalog }), people));
      }
      case 'unknown':
        return refuse(404, textOf(FORGOTTEN));
      default:
        return extending satisfies never;
    }
  };

  const extend = async (actor: Actor, event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    const body = bodyOf(event);
    if (Buffer.byteLength(body) > MOST_BODY_BYTES) return refuse(413, apiText.tooLarge(MOST_BODY_BYTES));
    const input = parseExtend(body);
    if (input === undefined) return refuse(400, apiText.notUnderstood(FORMS.extend));
    return extended(await extendOnce({ actor, ...input }), input.minutes);
  };

  const routes: Readonly<Record<string, typeof extend>> = { 'GET /access': access, 'POST /extend': extend };

  return async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    const route = `${event.httpMethod} ${event.resource}`;
    const handle = Object.hasOwn(routes, route) ? routes[route] : undefined;
    if (handle === undefined) return refuse(404, apiText.unknownPath);
    // Only API Gateway sets the context, and it calls this function only for routes with AWS_IAM.
    const caller = event.requestContext.identity.userArn ?? '';
    try {
      const found = userOfCaller(catalog, await directory.read(), caller);
      if (found.kind !== 'user') {
        log.warn('a caller of the API was refused', { caller, reason: found.kind });
        return refuse(
          403,
          found.kind === 'unknown_caller' ? apiText.unknownCaller(caller) : apiText.ambiguousCaller(caller),
        );
      }
      // No payload of Slack names the workspace of this user, so the directory decides.
      const result = await handle({ id: found.id, teamId: '' }, event);
      log.info('a call of the API was answered', { user: found.id, route, status: result.statusCode });
      return result;
    } catch (cause) {
      if (!(cause instanceof StoreFault && cause.retryable)) throw cause;
      log.error('the table did not answer', { cause });
      return refuse(503, textOf(cause.isOutcomeUnknown ? NOT_KNOWN : NOT_STORED));
    }
  };
};
