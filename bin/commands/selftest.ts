import { isOpen } from '../../functions/core/grant.ts';
import { parseRoleArn, partitionOf, type RoleArn } from '../../functions/core/names.ts';
import { parseDuration } from '../../functions/core/schedule/duration.ts';
import { createSelftest } from '../../functions/usecases/operating/selftest.ts';
import { callerArn, principalOfCaller, type Session, stsOf, tryAssume } from '../cli/aws-identity.ts';
import { CATALOG_OPTION, loadCatalog, rulesNamed } from '../cli/catalog.ts';
import { type Command, Refused, UsageError } from '../cli/command.ts';
import { openIam, openStores } from '../cli/hub.ts';
import { localPerson, type Person } from '../cli/person.ts';
import { probeSession } from '../cli/probe.ts';
import { HUB_OPTIONS, hubOfSettings, readSettings } from '../cli/settings.ts';
import { ACCOUNT_PROFILE_OPTION, accountProfiles } from './doctor.ts';

const SESSION_SECONDS = 900;

export const selftest: Command = {
  name: 'selftest',
  summary: 'verify the promises on a real role: closed before the grant, open during it, denied after it',
  about:
    'Gives one user a real grant of one minute on the canary role, and checks with the credentials of the user: AssumeRole before the grant (must fail), during the grant (must work; the delay is measured), a live session after the end (must be denied), AssumeRole after the end (must fail). It then removes everything it wrote. If it is interrupted, the access still ends within the minute.\n' +
    'Use a tagged canary role without open grants; a role with open grants is refused. The role must be in an account of the catalog, but need not be in the catalog. The command writes to IAM directly, without Slack and the queue, so it asks for confirmation. Manager roles trust only the bot, so the command needs a profile that can write to the canary (--account-profile, in the account of the role and of the user). docs/operators.md has the policy.',
  options: {
    role: { value: 'NAME|ARN', about: 'the canary role: a name in the catalog, or an ARN' },
    'user-profile': {
      value: 'NAME',
      about: 'the AWS profile of the canary user; with --local, a user of the local stack',
    },
    duration: {
      value: 'TIME',
      about: 'the duration of the grant; default 1m. IAM may need longer than that to apply changes',
    },
    yes: { about: 'write without confirmation' },
    ...CATALOG_OPTION,
    ...HUB_OPTIONS,
    ...ACCOUNT_PROFILE_OPTION,
  },
  examples: ['assume-bot selftest --role arn:aws:iam::222222222222:role/assume-bot-canary --user-profile alice'],
  run: async (call) => {
    const { io } = call;
    const [name, profile] = [call.text('role'), call.text('user-profile')];
    if (name === undefined || profile === undefined)
      throw new UsageError('pass the canary role with --role and the canary user with --user-profile');
    const parsed = parseDuration(call.text('duration') ?? '1m');
    if (parsed.kind !== 'minutes' || parsed.minutes > 60) throw new UsageError('--duration must be 1m to 60m here');
    const settings = readSettings(call);
    const catalog = await loadCatalog(call, settings);
    const roleArn: RoleArn = name.startsWith('arn:')
      ? parseRoleArn(name)
      : (rulesNamed(catalog, name)[0]?.arn ?? parseRoleArn(name));
    const account = roleArn.split(':')[4];
    if (catalog.accounts.every(({ id }) => id !== account))
      throw new UsageError(`the account ${account} of ${roleArn} is not in the catalog`);

    const person: Person =
      settings.kind === 'local'
        ? localPerson(io.root, profile)
        : { connection: { ...settings.connection, profile }, sts: stsOf({ ...settings.connection, profile }) };
    const found = principalOfCaller(await callerArn(person.sts));
    // The user's side can be written only in accounts with a manager role.
    const principal =
      found.kind === 'iam-user' && catalog.accounts.every(({ id }) => id !== found.accountId)
        ? { ...found, identity: 'external' as const }
        : found;
    const { grants, users } = openStores(settings, io);
    const holders = (await grants.ofRole(roleArn)).grants.filter((grant) => isOpen(grant, io.clock.now()));
    if (holders.length > 0)
      throw new Refused(
        `${holders.map(({ by }) => by).join(', ')} holds ${roleArn} now; use a canary role without open grants`,
      );
    if (!call.flag('yes')) {
      const question = `Write a grant of ${parsed.minutes} min on ${roleArn} for ${principal.sessionName} to IAM, and remove it again? (yes/no) `;
      if (!io.isInteractive)
        throw new UsageError('this writes to IAM and needs a confirmation; without a terminal, pass --yes');
      if (!/^y(es)?$/i.test(await io.ask(question))) throw new Refused('Nothing was written');
    }

    const test = createSelftest<Session>({
      iam: openIam(settings, catalog, io, accountProfiles(call.texts('account-profile'), catalog)).iam,
      hub: hubOfSettings(settings),
      grants,
      users,
      clock: io.clock,
      onProgress: io.err,
      person: {
        assume: () =>
          tryAssume(person.sts, { roleArn, sessionName: principal.sessionName, durationSeconds: SESSION_SECONDS }),
        probe: (session) => probeSession(person.connection, session, partitionOf(roleArn)),
      },
    });
    const checks = await test({ roleArn, principal, seconds: parsed.minutes * 60 });
    const failed = checks.filter(({ passed }) => !passed);
    return {
      code: failed.length > 0 ? 1 : 0,
      json: { role: roleArn, person: principal.sessionName, passed: failed.length === 0, checks },
      lines: [
        ...checks.map(
          ({ passed, what, seconds }) =>
            `${passed ? 'ok  ' : 'FAIL'}  ${what}${seconds === undefined ? '' : ` (${seconds} s)`}`,
        ),
        '',
        failed.length === 0 ? 'All checks passed.' : `${failed.length} of ${checks.length} checks failed.`,
      ],
    };
  },
};
