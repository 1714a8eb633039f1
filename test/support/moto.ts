import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

/** A moto server: another implementation of the AWS APIs, CloudFormation included (https://docs.getmoto.org). */
export interface Moto {
  readonly url: string;
  /** Calls an API of the query protocol, such as CloudFormation or IAM. */
  readonly call: (service: string, action: string, parameters: Readonly<Record<string, string>>) => Promise<string>;
  /** The actions that were called since the start, as in policies: `cloudformation:DescribeStacks`. */
  readonly calledActions: () => Promise<readonly string[]>;
  readonly stop: () => Promise<void>;
}

const urlOf = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let printed = '';
    const read = (chunk: Buffer): void => {
      printed += chunk;
      const [, url] = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(printed) ?? [];
      if (url !== undefined) resolve(url);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.on('error', reject);
    child.on('close', () => reject(new Error(`moto_server ended: ${printed}`)));
  });

interface Recorded {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly body_encoded?: boolean;
}

/** The action of a recorded request: the service is in the credential scope. */
const actionOf = ({ headers, body = '', body_encoded: isEncoded }: Recorded): readonly string[] => {
  const authorization = Object.entries(headers).find(([name]) => name.toLowerCase() === 'authorization')?.[1] ?? '';
  const [, service] = /Credential=[^/]+\/\d+\/[^/]+\/(\w+)\/aws4_request/.exec(authorization) ?? [];
  const action = new URLSearchParams(isEncoded ? Buffer.from(body, 'base64').toString('utf8') : body).get('Action');
  return service === undefined || action === null ? [] : [`${service}:${action}`];
};

/** Starts a server on a free port, for one account. It runs in memory, and records its requests in a file of the folder. */
export const startMoto = async (accountId: string, region: string, folder: string): Promise<Moto> => {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn('moto_server', ['-p', '0'], {
    env: {
      PATH,
      HOME,
      MOTO_ACCOUNT_ID: accountId,
      MOTO_ENABLE_RECORDING: 'true',
      MOTO_RECORDER_FILEPATH: join(folder, 'requests'),
    },
  });
  const url = await urlOf(child);
  return {
    url,
    call: async (service, action, parameters) => {
      const answer = await fetch(url, {
        method: 'POST',
        headers: {
          // The server finds the service in the credential scope. It does not check signatures.
          authorization: `AWS4-HMAC-SHA256 Credential=AKIAMOTO/20300101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: new URLSearchParams({ Action: action, ...parameters }),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${action}: ${answer.status} ${text}`);
      return text;
    },
    calledActions: async () => {
      const recording = await (await fetch(`${url}/moto-api/recorder/download-recording`)).text();
      const lines = recording.split('\n').filter((line) => line !== '');
      return [...new Set(lines.flatMap((line) => actionOf(JSON.parse(line) as Recorded)))].sort();
    },
    stop: () =>
      new Promise((resolve) => {
        child.on('close', () => resolve());
        child.kill();
      }),
  };
};
