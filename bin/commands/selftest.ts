import { termsOf } from '../../functions/core/catalog/conditions.ts';
import { accountOf, parseRoleArn, partitionOf, type RoleArn } from '../../functions/core/names.ts';
import { selftestText } from '../../functions/core/text/cli/selftest.ts';
import { isOpen } from '../../functions/core/trust/grant.ts';
import { createSelftest } from '../../functions/usecases/operating/selftest.ts';
import { confirmWrite, runAssumptions } from '../cli/assumptions.ts';
import { callerArn, principalOfCaller, type Session, stsOf, tryAssume } from '../cli/aws-identity.ts';
import { accountProfiles, rulesNamed } from '../cli/catalog.ts';
import { type Cli, CliCommand } from '../cli/command.ts';
import { openHub, openIam } from '../cli/connect.ts';
import { Refused, UsageError } from '../cli/errors.ts';
import { hubOfSettings, type Settings } from '../cli/hub-settings.ts';
import type { Io } from '../cli/io.ts';
import { withAccountProfiles, withCatalog, withHub } from '../cli/options.ts';
import { probeSession } from '../cli/probe.ts';
import { localUser, type RoleUser } from '../cli/role-user.ts';
import { minutesOf } from '../cli/times.ts';

const SESSION_SECONDS = 900;
const { options: about } = selftestText;

/** The user of a profile, with the identity that a grant needs. */
const canaryUser = async (
  io: Io,
  { kind, connection }: Settings,
  profile: string,
  isManaged: (id: string) => boolean,
) => {
  const own = { ...connection, profile };
  const user: RoleUser = kind === 'local' ? await localUser(io, profile) : { connection: own, sts: stsOf(own) };
  const caller = principalOfCaller(await callerArn(user.sts));
  // The user's side can be written only in accounts with a manager role.
  const isExternal = caller.kind === 'iam-user' && !isManaged(caller.accountId);
  return { user, principal: isExternal ? { ...caller, identity: 'external' as const } : caller };
};

export const selftest = ({ io, print }: Cli) =>
  withAccountProfiles(
    withHub(
      withCatalog(
        new CliCommand('selftest', selftestText)
          .option('--role <name|arn>', about.role)
          .option('--user-profile <name>', about.userProfile)
          .option('--duration <time>', about.duration)
          .option('--assumptions [step...]', about.assumptions)
          .option('--clean', about.clean)
          .option('--yes', about.yes),
      ),
    ),
  ).action(
    print(async (options) => {
      const { role, userProfile: profile } = options;
      if (options.assumptions !== undefined || options.clean) {
        const useless = Object.entries({ '--role': role, '--user-profile': profile, '--duration': options.duration });
        for (const [option, value] of useless)
          if (value !== undefined) throw new UsageError(selftestText.notWithAssumptions(option));
        return runAssumptions(io, options);
      }
      if (role === undefined || profile === undefined) throw new UsageError(selftestText.needsRole);
      const minutes = minutesOf('duration', options.duration) ?? 1;
      if (minutes > 60) throw new UsageError(selftestText.wrongDuration);
      const { settings, catalog, stores } = await openHub(io, options);
      const roleArn: RoleArn = role.startsWith('arn:')
        ? parseRoleArn(role)
        : (rulesNamed(catalog, role)[0]?.arn ?? parseRoleArn(role));
      const isManaged = (accountId: string): boolean => catalog.accounts.some(({ id }) => id === accountId);
      const account = accountOf(roleArn);
      if (!isManaged(account)) throw new UsageError(selftestText.foreignAccount(account, roleArn));

      if (termsOf(catalog, roleArn).conditions !== undefined) throw new UsageError(selftestText.conditions(roleArn));
      const { user, principal } = await canaryUser(io, settings, profile, isManaged);
      const { grants, users } = stores;
      const holders = (await grants.ofRole(roleArn)).grants.filter((grant) => isOpen(grant, io.clock.now()));
      if (holders.length > 0)
        throw new Refused(
          selftestText.held(
            holders.map(({ by }) => by),
            roleArn,
          ),
        );
      if (!options.yes) await confirmWrite(io, selftestText.confirm(minutes, roleArn, principal.sessionName));

      const test = createSelftest<Session>({
        iam: openIam(settings, catalog, io, accountProfiles(options.accountProfile, catalog)).iam,
        hub: hubOfSettings(settings),
        grants,
        users,
        clock: io.clock,
        onProgress: io.err,
        person: {
          assume: () =>
            tryAssume(user.sts, { roleArn, sessionName: principal.sessionName, durationSeconds: SESSION_SECONDS }),
          probe: (session) => probeSession(user.connection, session, partitionOf(roleArn)),
        },
      });
      const checks = await test({ roleArn, principal, seconds: minutes * 60 });
      const failed = checks.filter(({ passed }) => !passed).length;
      return {
        code: failed > 0 ? 1 : 0,
        json: { role: roleArn, user: principal.sessionName, passed: failed === 0, checks },
        lines: [
          ...checks.map(({ passed, what, seconds }) => selftestText.check(passed, what, seconds)),
          '',
          selftestText.total(failed, checks.length),
        ],
      };
    }),
  );
