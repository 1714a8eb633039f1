import { CANARY_ROLE } from '../names.ts';
import { expectThat } from '../protocol.ts';
import type { Rehearsal } from '../rehearsal.ts';

/** Runs the doctor as an operator. Fails for an error. */
export const doctorStep = (rehearsal: Rehearsal) =>
  rehearsal.protocol.step('Run the doctor', async ({ did, saw }) => {
    did('SLACK_BOT_TOKEN=xoxb-... assume-bot doctor');
    const { code, out, err } = await rehearsal.cliWithSlack.run('doctor');
    saw(out);
    expectThat(code === 0, `the doctor ended with ${code}:\n${err}`);
  });

/** Runs the selftest with a canary role and a canary user. */
export const selftestStep = (rehearsal: Rehearsal) =>
  rehearsal.protocol.step('Run the selftest on a canary role', async ({ did, saw }) => {
    const args = ['--role', CANARY_ROLE, '--user-profile', 'canary-user', '--yes'];
    const profiles = ['--account-profile', 'prod=canary-prod', '--account-profile', 'utils=canary-utils'];
    did(`assume-bot selftest ${[...args, ...profiles].join(' ')}`);
    const { code, out, err } = await rehearsal.cli.run('selftest', ...args, ...profiles);
    saw(out);
    expectThat(code === 0, `the selftest ended with ${code}:\n${err}`);
  });

/** Tries the assumptions about AWS in a test account, as on a real one. */
export const assumptionsStep = (rehearsal: Rehearsal) =>
  rehearsal.protocol.step('Try the assumptions about AWS in a test account', async ({ did, saw }) => {
    const args = ['selftest', '--assumptions', '--profile', 'sandbox', '--yes'];
    did(`assume-bot ${args.join(' ')}`);
    const { code, out, err } = await rehearsal.cli.run(...args);
    saw(out);
    expectThat(code === 0, `the selftest ended with ${code}:\n${err}`);
  });
