import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { sentence } from '../../../functions/adapters/slack/blocks.ts';
import { createReplaceOriginal } from '../../../functions/adapters/slack/response-url.ts';
import { text } from '../../../functions/core/text/text.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A server that answers with a status, and the bodies that it received. */
const aServer = async (status: number, headers: Readonly<Record<string, string>> = {}) => {
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += String(part);
    bodies.push(body);
    response.writeHead(status, headers).end();
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, bodies };
};

const message = sentence({ text: text`Done.` });

describe('the private message in which a user clicked', () => {
  it('is replaced, and stays private', async () => {
    const { url, bodies } = await aServer(200);

    await createReplaceOriginal({ slackApiUrl: `${url}/api/`, timeoutMs: 60_000 })(`${url}/response/1`, message);

    expect(bodies.map((body) => JSON.parse(body))).toEqual([
      { replace_original: true, response_type: 'ephemeral', ...message },
    ]);
  });

  it.each([
    [404, false],
    [429, true],
    [503, true],
  ])('is tried again only if that can help: HTTP status %i', async (status, retryable) => {
    const { url } = await aServer(status);
    const replace = createReplaceOriginal({ slackApiUrl: `${url}/api/`, timeoutMs: 60_000 });

    await expect(replace(`${url}/response/1`, message)).rejects.toMatchObject({ name: 'SlackFault', retryable });
  });

  it.each([
    ['https://slack.com/api/', 'https://evil.example.com/actions/1'],
    ['https://slack.com/api/', 'http://hooks.slack.com/actions/1'],
    ['https://slack.com/api/', 'https://hooks.slack.com.example.com/actions/1'],
    ['https://slack.com/api/', 'https://notslack.com/actions/1'],
    ['https://slack-gov.com/api/', 'https://hooks.slack.com/actions/1'],
    ['https://slack.com/api/', 'http://169.254.169.254/latest'],
    ['https://slack.com/api/', 'actions/1'],
  ])('is not looked for outside of Slack (%s): %s', async (slackApiUrl, url) => {
    const replace = createReplaceOriginal({ slackApiUrl, timeoutMs: 60_000 });

    await expect(replace(url, message)).rejects.toMatchObject({ kind: 'refused', retryable: false });
  });

  it('is not followed to another address', async () => {
    const elsewhere = await aServer(200);
    const { url } = await aServer(307, { location: elsewhere.url });
    const replace = createReplaceOriginal({ slackApiUrl: `${url}/api/`, timeoutMs: 60_000 });

    await expect(replace(`${url}/response/1`, message)).rejects.toMatchObject({ kind: 'refused', retryable: false });
    expect(elsewhere.bodies).toEqual([]);
  });
});
