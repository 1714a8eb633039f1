import { EMPTY_DIRECTORY } from '../../functions/core/authority/directory.ts';
import { schedulesIn, whosIn } from '../../functions/core/authority/on-call.ts';
import type { Catalog, Principal } from '../../functions/core/catalog/catalog.ts';
import { findAccess, withRulesOf } from '../../functions/core/catalog/lookup.ts';
import { parseSlackUserId, type SlackUserId } from '../../functions/core/names.ts';
import { explainRules } from '../../functions/core/rules/explained.ts';
import { asWritten } from '../../functions/core/rules/written.ts';
import { explainText as text } from '../../functions/core/text/cli/explain.ts';
import { hubText } from '../../functions/core/text/cli/hub.ts';
import { loadWrittenCatalog } from '../cli/catalog.ts';
import { type Cli, CliCommand } from '../cli/command.ts';
import { parsedBy, UsageError } from '../cli/errors.ts';
import { withCatalog } from '../cli/options.ts';
import { minutesOf, timeOf } from '../cli/times.ts';

/** A role, or a bundle with rules as if it were one; and the roles of the bundle, whose own rules apply too. */
const roleNamed = (catalog: Catalog, name: string) => {
  const found = findAccess(catalog, name);
  if (found.kind === 'unknown_access') throw new UsageError(hubText.unknownAccess(name, found.nearest));
  const { roles, bundle } = found;
  const [first] = roles;
  const names = bundle === undefined ? [] : roles.map((role) => role.name);
  const role = first && (bundle === undefined ? first : withRulesOf(bundle, first));
  if (role === undefined) throw new UsageError(text.isBundle(name, names));
  return { role: { ...role, name: found.name }, names };
};

/** Any Slack user: approvers have no AWS identity. */
const userNamed = (catalog: Catalog, named: string | undefined): SlackUserId => {
  if (named === undefined) throw new UsageError(text.noUser);
  const listed = Object.entries<Principal>(catalog.people).find(([, { sessionName }]) => sessionName === named);
  return listed === undefined ? parsedBy(parseSlackUserId, named, text.notAUser) : (listed[0] as SlackUserId);
};

/** The members of the given names, and of no other; unknown if nothing is given. */
const known = (names: readonly string[], given: string | undefined, user: SlackUserId, readAt: Date) => {
  if (given === undefined) return {};
  const own = new Set(given.split(',').map((one) => one.trim()));
  return Object.fromEntries(names.map((name) => [name, { members: own.has(name) ? [user] : [], readAt }]));
};

export const explain = ({ io, print }: Cli) => {
  const { options: about } = text;
  return withCatalog(
    new CliCommand('explain', text)
      .argument('<role>', text.arguments.role)
      .option('--as <user>', about.as)
      .option('--at <time>', about.at)
      .option('--for <time>', about.for)
      .option('--groups <ids>', about.groups)
      .option('--on-call <schedules>', about.onCall)
      .option('--emergency', about.emergency)
      .option('--scheduled', about.scheduled),
  ).action(
    print(async (name, options) => {
      if (options.emergency === true && options.scheduled === true) throw new UsageError(text.startsNow);
      const { catalog, written } = await loadWrittenCatalog(io, options);
      const { role, names } = roleNamed(catalog, name);
      const user = userNamed(catalog, options.as);
      const at = timeOf('at', options.at) ?? io.clock.now();
      const minutes = minutesOf('for', options.for);
      const who = whosIn(catalog);
      const groups = who.flatMap((one) => (one.kind === 'group' ? [one.id] : []));
      const directory = {
        ...EMPTY_DIRECTORY,
        groups: known(groups, options.groups, user, at),
        schedules: known(schedulesIn(who, catalog), options.onCall, user, at),
      };
      const question = {
        holder: user,
        typedBy: user,
        at,
        isEmergency: options.emergency === true,
        isScheduled: options.scheduled === true,
        ...(minutes === undefined ? {} : { minutes }),
      };
      const judged = explainRules(role, question, { catalog, directory, now: at });
      const explained = asWritten(judged, written[role.name] ?? []);
      return {
        code: 0,
        json: { ...explained },
        lines: [
          ...explained.rules.map(text.rule),
          text.outcome(explained),
          ...(names.length === 0 ? [] : [text.ofBundle(names)]),
        ],
      };
    }),
  );
};
