import { isOpen } from '../../functions/core/grant.ts';
import { parseRoleArn, partitionOf, type RoleArn } from '../../functions/core/names.ts';
import { parseDuration } from '../../functions/core/schedule/duration.ts';
import { createSelftest } from '../../functions/usecases/operating/selftest.ts';
import { callerArn, principalOfCaller, type Session, stsOf, tryAssume } from '../cli/aws-identity.ts';
import { CATALOG_OPTION, loadCatalog, rulesNamed } from '../cli/catalog.ts';
import type { Command } from '../cli/command.ts';
import { Refused, UsageError } from '../cli/command.ts';
import { openIam, openStores } from '../cli/hub.ts';
import { localPerson, type Person } from '../cli/person.ts';
import { probeSession } from '../cli/probe.ts';
import { HUB_OPTIONS, hubOfSettings, readSettings } from '../cli/settings.ts';
import { ACCOUNT_PROFILE_OPTION, accountProfiles } from './doctor.ts';

const SESSION_SECONDS = 900;

export const selftest: Command = {
  name: 'selftest',
  summary: 'prove the promises on a real role: closed before, open after the grant, dead at the end',
  about:
    'Gives one person a real grant of a minute on a role that you name, and tries with their keys what AWS says: AssumeRole before (it must fail), after (it must work, and how long that took), an open session over the end (it must die), AssumeRole after the end (it must fail). Then everything it wrote is taken away again; if it is interrupted, what stands ends by itself within the minute.\n' +
    'Use a canary role that carries the tag and that nobody holds; a role with open grants is refused. It may lie outside the catalog, in an account of the catalog. It writes to IAM past Slack and past the queue, so it asks first. Deployed manager roles let nobody in but the bot, so it takes a profile that may write to the canary (--account-profile, in the account of the role and of the user): docs/operators.md has the policy.',
  options: {
    role: { value: 'NAME|ARN', about: 'the canary role: a name of the catalog, or an ARN' },
    'user-profile': {
      value: 'NAME',
      about: 'the AWS profile of the person who tries it; with --local a person of the local stack',
    },
    duration: {
      value: 'TIME',
      about: 'how long the grant lasts; 1m unless given. IAM can take longer than that to follow',
    },
    yes: { about: 'do not ask before writing' },
    ...CATALOG_OPTION,
    ...HUB_OPTIONS,
    ...ACCOUNT_PROFILE_OPTION,
  },
  examples: ['assume-bot selftest --role arn:aws:iam::222222222222:role/assume-bot-canary --user-profile alice'],
  run: async (call) => {
    const { io } = call;
    const [name, profile] = [call.text('role'), call.text('user-profile')];
    if (name === undefined || profile === undefined)
      throw new UsageError('name the canary role with --role and the person who tries it with --user-profile');
    const parsed = parseDuration(call.text('duration') ?? '1m');
    if (parsed.kind !== 'minutes' || parsed.minutes > 60) throw new UsageError('--duration takes 1m to 60m here');
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
    // The identity side can be written only where the bot has a manager role.
    const principal =
      found.kind === 'iam-user' && catalog.accounts.every(({ id }) => id !== found.accountId)
        ? { ...found, identity: 'external' as const }
        : found;
    const { grants, users } = openStores(settings, io);
    const holders = (await grants.ofRole(roleArn)).grants.filter((grant) => isOpen(grant, io.clock.now()));
    if (holders.length > 0)
      throw new Refused(
        `${holders.map(({ by }) => by).join(', ')} holds ${roleArn} now; take a canary role that nobody holds`,
      );
    if (!call.flag('yes')) {
      const question = `Write a grant of ${parsed.minutes} min on ${roleArn} for ${principal.sessionName} to IAM, and take it away again? (yes/no) `;
      if (!io.isInteractive) throw new UsageError('this writes to IAM and nobody is here to be asked; say --yes');
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
        failed.length === 0 ? 'AWS keeps every promise.' : `${failed.length} of ${checks.length} did not hold.`,
      ],
    };
  },
};
