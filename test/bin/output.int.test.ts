import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { aCli } from './a-cli.ts';

const ENTRY = join(import.meta.dirname, '../../bin/assume-bot.ts');

describe('the output of the CLI', () => {
  it('can be cut short by the reader of a pipe', async () => {
    const program = `"${process.execPath}" "${ENTRY}" report --help | true`;

    expect((await promisify(execFile)('/bin/sh', ['-c', program])).stderr).toBe('');
  });

  it('says after an unknown command where the commands are listed', async () => {
    const cli = aCli();

    expect(await cli.run('lst')).toMatchObject({ code: 2, err: expect.stringContaining('"assume-bot help"') });
  });
});
