import type { FaultSpec } from './fault-types.ts';
import type { HttpAnswer, HttpRequest } from './http/request.ts';
import type { PolicyDocument } from './policy/document.ts';
import type { Credentials, LocalAws, SessionRequest } from './types.ts';

/** What the control paths can use. */
export type Controlled = Pick<
  LocalAws,
  | 'accounts'
  | 'calls'
  | 'resetCalls'
  | 'faults'
  | 'issueSession'
  | 'credentialsOf'
  | 'rootCredentials'
  | 'role'
  | 'account'
  | 'setServiceControlPolicies'
>;

const json = (status: number, value: unknown): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: `${JSON.stringify(value, null, 2)}\n`,
});

const refuse = (status: number, message: string): HttpAnswer => json(status, { error: message });

const isLoopback = (address: string): boolean => address === '::1' || address.startsWith('127.');
const LOOPBACK_HOST = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])(:\d+)?$/;

const injectFault = (aws: Controlled, body: Record<string, unknown>): HttpAnswer => {
  if (typeof body['operation'] !== 'string' || body['error'] === undefined) {
    return refuse(
      400,
      'a fault needs "operation" (an API name or "*") and "error" (Throttling, ServiceFailure, AccessDenied, hang, connection-reset)',
    );
  }
  aws.faults.inject(body as unknown as FaultSpec);
  return json(200, aws.faults.list());
};

/** The output format of credential_process, so that a profile can request credentials. */
const inProcessFormat = (credentials: Credentials) => ({
  Version: 1,
  AccessKeyId: credentials.accessKeyId,
  SecretAccessKey: credentials.secretAccessKey,
  SessionToken: credentials.sessionToken,
  Expiration: credentials.expiration,
});

const issueSession = (aws: Controlled, body: Record<string, unknown>): HttpAnswer => {
  if (typeof body['roleArn'] !== 'string' || typeof body['sessionName'] !== 'string') {
    return refuse(400, 'a session needs "roleArn" and "sessionName"');
  }
  if (!aws.role(body['roleArn'])) return refuse(404, `there is no role ${body['roleArn']}`);
  return json(200, inProcessFormat(aws.issueSession(body as unknown as SessionRequest)));
};

/** The access key of a user, or of the root user of an account. */
const giveCredentials = (aws: Controlled, { arn }: Record<string, unknown>): HttpAnswer => {
  if (typeof arn !== 'string') return refuse(400, 'credentials need "arn", the ARN of a user or of the root user');
  const [, root] = /^arn:[\w-]+:iam::(\d+):root$/.exec(arn) ?? [];
  try {
    return json(200, inProcessFormat(root === undefined ? aws.credentialsOf(arn) : aws.rootCredentials(root)));
  } catch (error) {
    return refuse(404, (error as Error).message);
  }
};

/** Replaces the service control policies of an account; null removes them. */
const setPolicies = (aws: Controlled, body: Record<string, unknown>): HttpAnswer => {
  const { accountId, policies } = body;
  if (typeof accountId !== 'string' || !(policies === null || Array.isArray(policies))) {
    return refuse(
      400,
      'service control policies need "accountId" and "policies": a list of documents, or null for none',
    );
  }
  if (!aws.account(accountId)) return refuse(404, `there is no account ${accountId}`);
  try {
    aws.setServiceControlPolicies(accountId, (policies as readonly PolicyDocument[] | null) ?? undefined);
  } catch (error) {
    return refuse(400, (error as Error).message);
  }
  return json(200, { accountId, policies });
};

/** The calls that match a query, such as `service=iam&after=100`: those with a higher sequence number. */
const callsFor = (aws: Controlled, query: URLSearchParams) => {
  const { after = '0', ...filter } = Object.fromEntries(query) as Record<string, string>;
  return aws.calls(filter).filter(({ sequence }) => sequence > Number(after));
};

const parse = (request: HttpRequest): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(request.body.toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
};

const post = (aws: Controlled, request: HttpRequest): HttpAnswer => {
  // A page of another origin cannot send this content type without a CORS preflight, and this server answers none.
  const isJson = (request.headers['content-type'] ?? '').startsWith('application/json');
  const body = isJson ? parse(request) : undefined;
  if (!body) return refuse(415, 'send a JSON object with content-type application/json');
  if (request.path === '/_local/faults') return injectFault(aws, body);
  if (request.path === '/_local/sessions') return issueSession(aws, body);
  if (request.path === '/_local/credentials') return giveCredentials(aws, body);
  if (request.path === '/_local/service-control-policies') return setPolicies(aws, body);
  return refuse(
    404,
    'POST accepts /_local/faults, /_local/sessions, /_local/credentials and /_local/service-control-policies',
  );
};

/**
 * `/_local/...`: state, calls, faults, sessions, credentials and service control policies, for scripts and the console on this
 * machine only.
 */
export const answerControl = (aws: Controlled, request: HttpRequest): HttpAnswer => {
  if (!isLoopback(request.sourceIp) || !LOOPBACK_HOST.test(request.headers['host'] ?? '')) {
    return refuse(403, '/_local answers requests from this machine only');
  }
  if (request.method === 'POST') return post(aws, request);
  switch (`${request.method} ${request.path}`) {
    case 'GET /_local/state':
      return json(200, { accounts: aws.accounts() });
    case 'GET /_local/calls':
      return json(200, callsFor(aws, new URLSearchParams(request.query)));
    case 'DELETE /_local/calls':
      aws.resetCalls();
      return json(200, []);
    case 'GET /_local/faults':
      return json(200, aws.faults.list());
    case 'DELETE /_local/faults':
      aws.faults.clear();
      return json(200, []);
    default:
      return refuse(
        404,
        'the paths are /_local/state, /_local/calls, /_local/faults, /_local/sessions, /_local/credentials and /_local/service-control-policies',
      );
  }
};
