import { type ChildProcess, spawn } from 'node:child_process';

/** A moto server: another implementation of the AWS APIs, CloudFormation included (https://docs.getmoto.org). */
export interface Moto {
  readonly url: string;
  /** Calls an API of the query protocol, such as CloudFormation or IAM. */
  readonly call: (service: string, action: string, parameters: Readonly<Record<string, string>>) => Promise<string>;
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

/** Starts a server on a free port, for one account. It runs in memory. */
export const startMoto = async (accountId: string, region: string): Promise<Moto> => {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn('moto_server', ['-p', '0'], { env: { PATH, HOME, MOTO_ACCOUNT_ID: accountId } });
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
    stop: () =>
      new Promise((resolve) => {
        child.on('close', () => resolve());
        child.kill();
      }),
  };
};
