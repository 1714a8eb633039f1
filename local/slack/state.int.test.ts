import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLocalSlack } from './create-local-slack.ts';
import { SIGNING_SECRET, TOKEN } from './testing/a-slack.ts';

describe('the state', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'local-slack-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  const start = (statePath: string) =>
    createLocalSlack({ signingSecret: SIGNING_SECRET, token: TOKEN, port: 0, statePath });

  it('is kept over a restart: messages, users, and timestamps that never repeat', async () => {
    const path = join(directory, 'deeper', 'slack.json');
    const before = await start(path);
    const { ts } = before.as('U0BOB').say('C0GENERAL', 'kept');
    await before.directory.addUser({ id: 'U0DAVE', name: 'dave' });
    await before.close();

    const after = await start(path);
    const next = after.as('U0DAVE').say('D0DAVE', 'next');

    expect(after.messages('C0GENERAL')).toMatchObject([{ ts, text: 'kept' }]);
    expect(next.ts > ts).toBe(true);
    await after.close();
    expect(await readdir(join(directory, 'deeper'))).toEqual(['slack.json']);
  });

  it('is written atomically after every change, so that a reader never sees a partial file', async () => {
    const path = join(directory, 'slack.json');
    const slack = await start(path);

    for (let n = 0; n < 50; n += 1) slack.as('U0BOB').say('C0GENERAL', `${n}`);
    await slack.close();

    const stored = JSON.parse(await readFile(path, 'utf8')) as { messages: Record<string, unknown[]> };
    expect(stored.messages['C0GENERAL']).toHaveLength(50);
  });

  it('of another version prevents the start', async () => {
    const path = join(directory, 'slack.json');
    await writeFile(path, '{"version":99}');

    await expect(start(path)).rejects.toThrow('another version');
  });
});
