import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

let temporary = '';
beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), 'assume-bot-rehearse-'));
});
afterEach(() => rmSync(temporary, { recursive: true, force: true }));

/** Runs the rehearsal with a temporary folder of its own, and interrupts it once when it has written a text. */
const rehearse = (args: readonly string[], interruptAt?: string) =>
  new Promise<{ code: number | null; out: string }>((settle) => {
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', join(root, 'scripts/rehearse.ts'), ...args],
      { cwd: temporary, env: { ...process.env, TMPDIR: temporary } },
    );
    let out = '';
    let isInterrupted = false;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        out += text;
        if (interruptAt === undefined || isInterrupted || !out.includes(interruptAt)) return;
        isInterrupted = true;
        child.kill('SIGINT');
      });
    }
    child.on('close', (code) => settle({ code, out }));
  });

describe('npm run rehearse', () => {
  it('deploys the synthesized templates, grants and ends access with the deployed permissions, and leaves nothing behind', async () => {
    const { code, out } = await rehearse(['--short']);

    expect(out).toMatch(/\n\d+ steps passed, 0 failed, in \d+ s\n$/);
    expect(out).toContain('\nNot shown, because it needs AWS or Slack: ');
    expect(code).toBe(0);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('leaves nothing behind when it is interrupted', async () => {
    const { code, out } = await rehearse([], 'Synthesize');

    expect(out).toContain('Stopping ...');
    expect(code).toBe(130);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('refuses an unknown option', async () => {
    const { code, out } = await rehearse(['--shrot']);

    expect(code).toBe(2);
    expect(out).toContain('--short');
  });
});
