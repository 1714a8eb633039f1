import aws4 from 'aws4';
import { defined } from '../../core/defined.ts';
import { partitionNamed } from '../../core/partitions.ts';
import type { Answer, OddRequest } from '../../usecases/operating/lab-ports.ts';
import { iamRegionOf } from './connection.ts';

interface Where {
  readonly partition: string;
  readonly endpoint?: string;
  readonly region: string;
}

const TIMEOUT_MS = 10_000;
/** The API versions of the services that take a form. */
const VERSIONS = { iam: '2010-05-08', sts: '2011-06-15' } as const;
const JSON_SERVICES = {
  table: { service: 'dynamodb', prefix: 'DynamoDB_20120810' },
  queue: { service: 'sqs', prefix: 'AmazonSQS' },
} as const;

const isoBasic = (at: Date): string => at.toISOString().replace(/[-:]|\.\d{3}/g, '');

/** IAM has one address per partition. Source: AWS, "AWS Identity and Access Management endpoints and quotas". */
const hostOf = (service: string, region: string, partition: string): string => {
  const { domain, iamHost } = partitionNamed(partition);
  return service === 'iam' ? iamHost : `${service}.${region}.${domain}`;
};

const element = (text: string, name: string): string | undefined =>
  new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1];

/** Reads an error in XML or JSON. The message begins with the status. */
const refusalOf = (status: number, text: string): Answer => {
  const type = /"__type"\s*:\s*"(?:[^"#]*#)?([^"]+)"/.exec(text)?.[1];
  const code = type ?? element(text, 'Code') ?? 'Unknown';
  const message = element(text, 'Message') ?? /"[mM]essage"\s*:\s*"([^"]*)"/.exec(text)?.[1] ?? '';
  return { kind: 'refused', code: /^AccessDenied/.test(code) ? 'AccessDenied' : code, message: `${status} ${message}` };
};

const signed = ({ partition, endpoint, region: own }: Where, request: OddRequest) => {
  const json = request.service === 'table' || request.service === 'queue' ? JSON_SERVICES[request.service] : undefined;
  const service = json?.service ?? request.service;
  const usual = service === 'iam' ? iamRegionOf(partition) : own;
  const host = endpoint === undefined ? hostOf(service, usual, partition) : new URL(endpoint).host;
  const form = `Action=${request.operation}&Version=${VERSIONS[request.service as keyof typeof VERSIONS]}`;
  const date = isoBasic(request.signedAt);
  const region = request.region ?? usual;
  const isUrl = request.presignedSeconds !== undefined;
  const toSign = isUrl
    ? {
        method: 'GET',
        path: `/?${form}&X-Amz-Expires=${request.presignedSeconds}&X-Amz-Date=${date}`,
        signQuery: true,
      }
    : {
        method: 'POST',
        path: '/',
        body: json === undefined ? form : '{}',
        headers: {
          'X-Amz-Date': date,
          'Content-Type': json === undefined ? 'application/x-www-form-urlencoded' : 'application/x-amz-json-1.0',
          ...(json === undefined ? {} : { 'X-Amz-Target': `${json.prefix}.${request.operation}` }),
        },
      };
  const keys = request.hasWrongSignature ? { ...request.keys, secretAccessKey: 'wrong' } : request.keys;
  const result = aws4.sign({ host, service, region, ...toSign }, keys);
  return { ...result, origin: endpoint === undefined ? `https://${host}` : new URL(endpoint).origin };
};

/** Sends requests whose signature is dated or scoped as a step asks. */
export const createOddSender =
  (where: Where) =>
  async (request: OddRequest): Promise<Answer> => {
    const { origin, path = '/', method = 'GET', headers = {}, body } = signed(where, request);
    const { Host: _, 'Content-Length': __, ...sent } = headers as Record<string, string>;
    const answer = await fetch(`${origin}${path}`, {
      method,
      headers: sent,
      ...defined({ body: body === undefined ? undefined : String(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch((error: Error) => {
      // `fetch failed` alone does not say why.
      const { message = error.message } = (error.cause ?? {}) as Partial<Error>;
      throw new Error(`${origin}: ${message}`, { cause: error });
    });
    const text = await answer.text();
    return answer.ok ? { kind: 'ok', value: undefined } : refusalOf(answer.status, text);
  };
