import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasAwsProgram, runProgram } from '../support/programs.ts';
import { FREE_PORTS, root, startIn } from './a-start.ts';

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

type Started = ReturnType<typeof startIn>;

/** Runs the commands that the start has printed. Those of the AWS CLI run only where it is installed. */
const runAllPrinted = async (stack: Started) => {
  const commands = stack.printed().match(/(?<=^ {7})\S.*$/gm) ?? [];
  const [variables = '', before = '', request = '', approve = '', after = ''] = commands;
  const refused = hasAws ? await runPrinted(before, variables) : undefined;
  const requested = await runPrinted(request);
  await stack.line('sts AssumeRole 123123123123 assume-bot-manager');
  const approved = await runPrinted(approve);
  await stack.line('iam PutUserPolicy 123123123123 dora');
  const listed = hasAws ? await runPrinted(after, variables) : undefined;
  return { commands, refused, requested, approved, listed };
};

/** What a second start in the directory prints, and whether the directory is as before. */
const startAgain = async (directory: string) => {
  const catalogOf = () => readFileSync(join(directory, 'catalog.json'), 'utf8');
  const before = catalogOf();
  const second = startIn(directory, '--reset', '--catalog', 'examples/access.yaml', ...FREE_PORTS);
  const status = await second.ended;
  return { status, printed: second.printed(), isUnchanged: catalogOf() === before };
};

// One start for all steps, because each takes seconds.
describe('the first hour of a new user', () => {
  it('has printed commands that work as printed, a second start that changes nothing, and a catalog to edit', async () => {
    const { directory: own, file, printed } = await anOwnCatalog();
    const directory = join(own, 'state');
    const stack = startIn(directory, '--ephemeral', '--catalog', file, ...FREE_PORTS);
    await stack.line('Press Ctrl-C to stop');

    const { commands, refused, requested, approved, listed } = await runAllPrinted(stack);
    const second = await startAgain(directory);
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('approvers: [S07ABCDEF1]', 'approvers: [U0NEWBOSS]'));
    await stack.line('the new catalog is in use');
    const say = `${process.execPath} scripts/say.ts --directory ${directory}`;
    await runPrinted(`${say} U04B1C2D3E '/assume end reports'`);
    const preview = await runPrinted(`${say} U04B1C2D3E '/assume reports --dry-run INC-1'`);
    const newUser = await runPrinted(`${say} U0NEWBOSS messages`);

    expect(printed).toContain(`npm --prefix ${root} start -- --catalog ${file}`);
    expect(commands).toHaveLength(5);
    expect(requested).toMatchObject({ status: 0, stdout: expect.stringContaining('Requested `reports` for 2m') });
    expect(approved).toMatchObject({ status: 0, stdout: expect.stringContaining('Approved by') });
    if (hasAws) {
      expect(refused?.status).not.toBe(0);
      expect(refused?.stderr).toContain('AccessDenied');
      expect(JSON.parse(listed?.stdout ?? '')).toMatchObject({ Buckets: [{ Name: 'target-invoices' }, {}] });
    }
    expect(second).toMatchObject({ status: 1, isUnchanged: true, printed: expect.stringContaining('already runs in') });
    expect(second.printed).toContain(`--directory ${directory}-2 --port `);
    expect(preview.stdout).toContain('@newboss');
    expect(newUser).toMatchObject({ status: 0, stderr: '' });
  });
});
