import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasAwsProgram, runProgram } from '../support/programs.ts';
import { FREE_PORTS, root, start, startIn } from './a-start.ts';

const hasAws = hasAwsProgram();

/** A catalog as `init` writes it, with IDs as they are in a real workspace. */
const anOwnCatalog = async () => {
  const directory = mkdtempSync(join(tmpdir(), 'assume-bot-first-hour-'));
  const init = await runProgram(
    process.execPath,
    [
      join(root, 'bin/assume-bot.ts'),
      'init',
      ...['--role', 'arn:aws:iam::444455556666:role/team/Reports', '--user', 'arn:aws:iam::123123123123:user/dora'],
      ...['--slack-user', 'U04B1C2D3E', '--approver', 'S07ABCDEF1', '--channel', 'C06QWERTY12'],
    ],
    { cwd: directory },
  );
  return { directory, file: join(directory, 'access.yaml'), printed: init.stdout };
};

/** Runs a command as it was printed. npm would install the dependencies first, so its script is run without it. */
const runPrinted = (command: string, variables = '') => {
  const direct = command.replace(/^npm run say --/, `${process.execPath} scripts/say.ts`);
  return runProgram('bash', ['-c', `${variables}\n${direct}`], { cwd: root });
};

describe('the first hour of a new user', () => {
  it('starts with the catalog that init wrote, and every printed command works as printed', async () => {
    const { file, printed } = await anOwnCatalog();
    const stack = start('--ephemeral', '--catalog', file, ...FREE_PORTS);
    await stack.line('Press Ctrl-C to stop');
    const commands = stack.printed().match(/(?<=^ {7})\S.*$/gm) ?? [];
    const [variables = '', before = '', request = '', approve = '', after = ''] = commands;

    const refused = hasAws ? await runPrinted(before, variables) : undefined;
    const requested = await runPrinted(request);
    await stack.line('sts AssumeRole 123123123123 assume-bot-manager');
    const approved = await runPrinted(approve);
    await stack.line('iam PutUserPolicy 123123123123 dora');
    const listed = hasAws ? await runPrinted(after, variables) : undefined;

    expect(printed).toContain(`npm --prefix ${root} start -- --catalog ${file}`);
    expect(commands).toHaveLength(5);
    expect(requested.stdout).toContain('Requested `reports` for 2m');
    expect([requested.status, approved.status, approved.stdout]).toEqual([
      0,
      0,
      expect.stringContaining('Approved by'),
    ]);
    if (hasAws) {
      expect([refused?.status, refused?.stderr]).not.toEqual([0, expect.anything()]);
      expect(refused?.stderr).toContain('AccessDenied');
      expect(JSON.parse(listed?.stdout ?? '')).toMatchObject({ Buckets: [{ Name: 'target-invoices' }, {}] });
    }
  });

  it('applies a catalog that is edited, and a second start in the directory changes nothing', async () => {
    const { directory, file } = await anOwnCatalog();
    const stack = startIn(join(directory, 'state'), '--ephemeral', '--catalog', file, ...FREE_PORTS);
    await stack.line('Press Ctrl-C to stop');
    const catalogOf = () => readFileSync(join(directory, 'state/catalog.json'), 'utf8');
    const before = catalogOf();

    const second = startIn(join(directory, 'state'), '--reset', '--catalog', 'examples/access.yaml', ...FREE_PORTS);
    const status = await second.ended;
    const afterSecond = catalogOf();
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('approvers: [S07ABCDEF1]', 'approvers: [U0NEWBOSS]'));
    await stack.line('the new catalog is in use');
    const say = `${process.execPath} scripts/say.ts --directory ${join(directory, 'state')}`;
    const preview = await runPrinted(`${say} U04B1C2D3E '/assume reports --dry-run INC-1'`);
    const newUser = await runPrinted(`${say} U0NEWBOSS messages`);

    expect([status, second.printed()]).toEqual([1, expect.stringContaining('already runs in')]);
    expect(second.printed()).toContain(`--directory ${join(directory, 'state')}-2 --port `);
    expect(afterSecond).toBe(before);
    expect(preview.stdout).toContain('@newboss');
    expect([newUser.status, newUser.stderr]).toEqual([0, '']);
  });
});
