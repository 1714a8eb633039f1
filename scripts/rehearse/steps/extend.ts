import aws4 from 'aws4';
import type { Holder } from '../people.ts';
import { expectThat } from '../protocol.ts';
import type { Rehearsal } from '../rehearsal.ts';
import { approve, carol, PROD_S3, randomUser, request } from './acts.ts';

type Answer = { readonly status: number; readonly body: Readonly<Record<string, unknown>> };

/** A call of the API of users, signed with the user's own keys. */
const call = async ({ rehearsed }: Rehearsal, holder: Holder, path: string, body?: string): Promise<Answer> => {
  const url = new URL(`${rehearsed.url}/v1${path}`);
  const { accessKeyId, secretAccessKey, sessionToken } = holder.keys();
  const keys = { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
  const unsigned = {
    'X-Amz-Date': rehearsed.clock
      .now()
      .toISOString()
      .replace(/[-:]|\.\d{3}/g, ''),
  };
  const method = body === undefined ? 'GET' : 'POST';
  const parts = { service: 'execute-api', region: rehearsed.region, method, host: url.host, headers: unsigned };
  const signed = aws4.sign(
    { ...parts, path: url.pathname + url.search, ...(body === undefined ? {} : { body }) },
    keys,
  );
  const { Host: _, 'Content-Length': __, ...headers } = signed.headers as Record<string, string>;
  const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
};

/** A user of another account than the hub reads and extends their access with the documented policy. */
export const extendStep = (rehearsal: Rehearsal) =>
  rehearsal.protocol.step('Extend access from a terminal, through the API of the deployed templates', async (notes) => {
    const holder = carol(rehearsal);
    const read = () => call(rehearsal, holder, '/access?name=prod-s3');
    await request(rehearsal, holder.slackId, 'prod-s3 1h INC-44 the report again', notes);
    await approve(rehearsal, 'U0BOB', notes);
    const before = await read();
    expectThat(before.status === 200, `GET /v1/access answered ${JSON.stringify(before)}`);
    notes.did(`${holder.sessionName}: POST /v1/extend`);
    const asked = await call(rehearsal, holder, '/extend', JSON.stringify({ request: before.body['request'] }));
    expectThat(asked.status === 200, `POST /v1/extend answered ${JSON.stringify(asked)}`);
    await rehearsal.rehearsed.settle();
    const after = await read();
    expectThat(String(after.body['endsAt']) > String(before.body['endsAt']), `the end is ${after.body['endsAt']}`);
    notes.saw(`the access to ${PROD_S3} ends at ${after.body['endsAt']} and not at ${before.body['endsAt']}`);
    const other = await call(rehearsal, randomUser(rehearsal), '/access?name=prod-s3');
    expectThat(other.status === 403, `a user without the policy got ${JSON.stringify(other)}`);
    notes.saw(`a user without the policy: ${other.body['Message']}`);
    await request(rehearsal, holder.slackId, 'end prod-s3', notes);
  });
