import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { takenText } from '../../scripts/dev/conflict.ts';
import { freePorts } from '../../scripts/dev/free-ports.ts';
import { LOCK_FILE, lockDirectory } from '../../scripts/dev/lock.ts';

const LOCK = join(import.meta.dirname, '../../scripts/dev/lock.ts');
const aDirectory = (): string => mkdtempSync(join(tmpdir(), 'assume-bot-lock-'));
const held = async (directory: string, catalog: string) => {
  const lock = await lockDirectory(directory, { pid: 42, catalog });
  if (lock.kind === 'held') return lock;
  throw new Error('the directory is locked');
};

describe('a directory in which npm start runs', () => {
  it('tells a second start what runs there, and is free after the first has stopped', async () => {
    const directory = aDirectory();
    const first = await held(directory, 'own.yaml');
    first.describe({ pid: 42, catalog: 'own.yaml', url: 'http://127.0.0.1:3000' });

    const second = await lockDirectory(directory, { pid: 43, catalog: 'other.yaml' });
    await first.release();
    const third = await held(directory, 'other.yaml');
    await third.release();

    expect(second).toEqual({ kind: 'taken', by: { pid: 42, catalog: 'own.yaml', url: 'http://127.0.0.1:3000' } });
  });

  it('is free after the first process was killed', async () => {
    const directory = aDirectory();
    const script = `import { lockDirectory } from ${JSON.stringify(LOCK)};
      await lockDirectory(${JSON.stringify(directory)}, { pid: 1, catalog: '' });
      console.log('locked');`;
    const process_ = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await once(process_.stdout, 'data');
    process_.kill('SIGKILL');
    await once(process_, 'exit');

    await (await held(directory, 'own.yaml')).release();
  });

  it('is taken while the first process is paused and says nothing', async () => {
    const directory = aDirectory();
    const silent = createServer((socket) => socket.resume());
    await new Promise<void>((done) => silent.listen(join(directory, LOCK_FILE), done));

    expect(await lockDirectory(directory, { pid: 43, catalog: 'own.yaml' }, 1)).toEqual({
      kind: 'taken',
      by: undefined,
    });
    silent.close();
  });

  it('can have a long path', async () => {
    const directory = mkdtempSync(join(tmpdir(), `assume-bot-lock-${'x'.repeat(150)}`));
    const first = await held(directory, 'own.yaml');
    const second = await lockDirectory(directory, { pid: 43, catalog: 'own.yaml' });
    await first.release();

    expect(second.kind).toBe('taken');
  });
});

describe('the message of a second start', () => {
  it('proposes a directory of its own and free ports', async () => {
    const directory = aDirectory();
    const text = await takenText(
      { root: '/clone', from: '/clone' },
      { catalog: 'own.yaml', directory },
      { pid: 42, catalog: '/clone/own.yaml', url: 'http://127.0.0.1:3000' },
    );

    expect(text).toContain('(process 42) already runs');
    expect(text).toContain('web console    http://127.0.0.1:3000');
    expect(text).toMatch(
      new RegExp(
        `npm start -- --catalog own.yaml --directory ${directory}-2 --port \\d+ --aws-port \\d+ --slack-port \\d+$`,
      ),
    );
  });

  it('skips ports that are in use', async () => {
    const busy = new Set([3100, 4766]);

    expect(await freePorts(async (port) => !busy.has(port))).toEqual({ console: 3300, aws: 4866, slack: 3301 });
  });
});
