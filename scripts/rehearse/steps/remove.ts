import { runAwsCommand } from '../aws-commands.ts';
import { ACCOUNTS, REMOVAL_ROLE } from '../names.ts';
import { takeOperatorPolicies } from '../operator.ts';
import type { Ran } from '../program.ts';
import { expectThat, type Notes } from '../protocol.ts';
import type { Rehearsal } from '../rehearsal.ts';
import { differences, iamState } from '../traces.ts';
import { approve, closed, opened, PROD_S3, randomUser, request } from './acts.ts';
import { functionsStep } from './check-functions.ts';

/** The longest session of a role of the rehearsal, and an hour. */
const LONGEST_SESSION_SECONDS = 9 * 3600;

const uninstallArgs = ['uninstall', '--account-role', REMOVAL_ROLE];

const ran = async (
  rehearsal: Rehearsal,
  { did, saw }: Notes,
  codes: readonly number[],
  ...args: string[]
): Promise<Ran> => {
  did(`assume-bot ${args.map((one) => (one.includes(' ') ? `"${one}"` : one)).join(' ')}`);
  const result = await rehearsal.cli.run(...args);
  // The commands for what is left are shown by the step that runs them.
  saw(`exit code ${result.code}\n${result.out.split('\nDelete the rest yourself')[0]}`);
  expectThat(codes.includes(result.code), `the exit code should be ${codes.join(' or ')}:\n${result.err}`);
  return result;
};

const lockdownStep = (rehearsal: Rehearsal) =>
  rehearsal.protocol.step('Turn on the lockdown before the removal, while a user holds a role', async (notes) => {
    const holder = randomUser(rehearsal);
    await request(rehearsal, holder.slackId, 'prod-s3 8h INC-43 the migration', notes);
    await approve(rehearsal, 'U0BOB', notes);
    const session = await opened(rehearsal, holder, PROD_S3, notes);
    const options = ['--as', 'U0CAROL', '--reason', 'assume-bot is removed', '--wait'];
    await ran(rehearsal, notes, [0], 'lockdown', 'on', ...options);
    await closed(rehearsal, session, notes, 'after the lockdown');
  });

const uninstallStep = (rehearsal: Rehearsal) =>
  rehearsal.protocol.step('Remove the bot from IAM of every account', async (notes) => {
    await ran(rehearsal, notes, [0, 1], ...uninstallArgs, '--dry-run');
    const first = await ran(rehearsal, notes, [0, 1], ...uninstallArgs, '--yes');
    if (first.code === 0) return;
    await rehearsal.rehearsed.stopFunctions();
    rehearsal.rehearsed.clock.advance(LONGEST_SESSION_SECONDS);
    notes.did('9 hours pass without the functions, so that every session that a guard denies has expired');
    await ran(rehearsal, notes, [0], ...uninstallArgs, '--yes');
  });

/** What the operator does by hand, as a comment of the printed commands says. */
const byHand = ({ rehearsed }: Rehearsal, comment: string): string | undefined => {
  if (!comment.includes('service control policy')) return undefined;
  for (const id of Object.values(ACCOUNTS)) rehearsed.aws.setServiceControlPolicies(id, undefined);
  return 'detached';
};

const runLine = async (rehearsal: Rehearsal, line: string): Promise<string | undefined> => {
  const { cli, rehearsed } = rehearsal;
  if (line.startsWith('#')) return byHand(rehearsal, line);
  if (line.startsWith('aws ')) return runAwsCommand(rehearsed, line);
  const { code, err } = await cli.run(...line.replace(/^npx (--no )?assume-bot /, '').split(' '));
  expectThat(code === 0, `"${line}" ended with ${code}: ${err}`);
  return `exit code ${code}`;
};

/** Runs the lines that uninstall prints at the end, in their order. */
const leftoversStep = (rehearsal: Rehearsal) =>
  rehearsal.protocol.step('Delete the stacks and the kept data with the printed commands', async ({ did, saw }) => {
    const { cli } = rehearsal;
    const { out } = await cli.run(...uninstallArgs, '--yes');
    const [, ...lines] = out.slice(out.indexOf('Delete the rest yourself')).trim().split('\n');
    expectThat(lines.length > 0, `uninstall printed no commands:\n${out}`);
    expectThat(!out.includes('REGION'), 'the printed commands name no region');
    for (const line of lines) {
      did(line);
      const seen = await runLine(rehearsal, line);
      if (seen !== undefined) saw(seen);
    }
  });

const nothingLeftStep = (rehearsal: Rehearsal) =>
  rehearsal.protocol.step(
    'Check that IAM of every account is as it was before the deployment',
    async ({ did, saw }) => {
      takeOperatorPolicies(rehearsal.rehearsed.aws);
      did('removed the policies of docs/operators.md from the operator');
      const after = iamState(rehearsal.rehearsed.aws);
      const left = differences(rehearsal.iamBefore, after);
      expectThat(left.length === 0, left.join('\n'));
      saw(`${after.size} roles, users and policies, and each is as before`);
    },
  );

/** Removes everything, as docs/operating/uninstalling.md says. */
export const removeSteps = async (rehearsal: Rehearsal): Promise<void> => {
  await lockdownStep(rehearsal);
  await functionsStep(rehearsal);
  await uninstallStep(rehearsal);
  await leftoversStep(rehearsal);
  await nothingLeftStep(rehearsal);
};
