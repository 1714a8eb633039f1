import type { Bundle, Catalog, Principal, RoleRule } from '../../functions/core/catalog/catalog.ts';
import { principalOf, ruleLimits } from '../../functions/core/catalog/lookup.ts';
import type { Grant } from '../../functions/core/grant.ts';
import { parseRequestId } from '../../functions/core/ids.ts';
import { parseSlackUserId, type SlackUserId } from '../../functions/core/names.ts';
import { formatDuration, parseDuration } from '../../functions/core/schedule/duration.ts';
import { explainIdentityRefusal } from '../../functions/core/text/explain-account.ts';
import { explainGrantRefusal } from '../../functions/core/text/explain-grant.ts';
import { addMinutes, wholeSecond } from '../../functions/core/time.ts';
import type { Hub } from '../../functions/core/trust/policy-names.ts';
import { type DocumentChange, type Preview, previewGrant, type UserSide } from '../../functions/core/trust/preview.ts';
import type { Iam } from '../../functions/usecases/ports.ts';
import { CATALOG_OPTION, loadCatalog, rulesNamed } from '../cli/catalog.ts';
import { type Command, Refused, UsageError } from '../cli/command.ts';
import { lineDiff } from '../cli/diff.ts';
import { openIam, openStores } from '../cli/hub.ts';
import type { Io } from '../cli/io.ts';
import { HUB_OPTIONS, hubOfSettings, readSettings } from '../cli/settings.ts';
import { counted } from '../cli/table.ts';
import { ACCOUNT_PROFILE_OPTION, accountProfiles } from './doctor.ts';

/** The user of a plan: by Slack ID or user name, otherwise the first user of the catalog. */
export const personOf = (
  catalog: Catalog,
  named: string | undefined,
  email: string | undefined,
): { by: SlackUserId; principal: Principal } => {
  const entries = Object.entries<Principal>(catalog.people) as [SlackUserId, Principal][];
  const byName =
    entries.find(([id, { sessionName }]) => id === named || sessionName === named) ??
    (named === undefined ? entries[0] : undefined);
  if (byName !== undefined) return { by: byName[0], principal: byName[1] };
  if (named === undefined)
    throw new UsageError(
      'the catalog lists no users by ID; select a user with --for U0ALICE --email alice@example.com',
    );
  let by: SlackUserId;
  try {
    by = parseSlackUserId(named);
  } catch {
    throw new UsageError(`"${named}" is not a user of the catalog; it lists ${entries.map(([id]) => id).join(', ')}`);
  }
  const found = principalOf(catalog, by, email);
  if (found.kind === 'principal') return { by, principal: found.principal };
  const { why, next } = explainIdentityRefusal(found);
  throw new Refused(`${why} ${found.kind === 'email_unknown' ? 'Pass it with --email.' : next}`);
};

const pretty = (document: unknown): string => (document === undefined ? '' : JSON.stringify(document, null, 2));

const shownChange = ({ title, before, after, chars, quotaChars, step }: DocumentChange): readonly string[] => [
  `${step.startsWith('delete') ? 'delete' : before === undefined ? 'create' : 'change'} ${title}`,
  ...lineDiff(pretty(before), pretty(after)).map((line) => `  ${line}`),
  `  ${chars} of ${quotaChars} characters`,
  '',
];

/** A bundle for Terraform also depends on policies that the bot does not write: how to print and check them. */
const stateLines = ({ bundles }: Catalog, name: string): readonly string[] => {
  const all: Readonly<Record<string, Bundle>> = bundles;
  const state = Object.hasOwn(all, name) ? all[name]?.terraform?.state : undefined;
  if (state === undefined) return [];
  return [
    '',
    `The bot does not write the permissions of ${state.role} on the state in ${state.bucket}:`,
    `  "assume-bot terraform state-policy ${name}" prints the policies for role, bucket and key,`,
    `  "assume-bot terraform check ${name}" checks them with your own credentials.`,
  ];
};

type Box = Pick<Grant, 'requestId' | 'by' | 'startsAt' | 'endsAt'>;

const grantBox = (by: SlackUserId, now: Date, minutes: number): Box => {
  const startsAt = wholeSecond(now);
  return { requestId: parseRequestId('f'.repeat(20)), by, startsAt, endsAt: addMinutes(startsAt, minutes) };
};

interface Hands {
  readonly reader: Iam;
  readonly stores: Pick<ReturnType<typeof openStores>, 'grants' | 'users'>;
  readonly hub: Hub;
  readonly io: Io;
}

/** The user's side of a grant of several roles; undefined if the bot does not write it. */
const userSideOf = async (
  { reader, stores }: Hands,
  rules: readonly RoleRule[],
  principal: Principal,
  box: Box,
): Promise<UserSide | undefined> => {
  if (principal.kind !== 'iam-user' || principal.identity !== 'managed') return undefined;
  const roles = rules.map(({ arn }) => ({ arn, state: 'wanted' as const }));
  const [observed, { access }] = await Promise.all([
    reader.observeUser(principal.arn),
    stores.users.read(principal.arn),
  ]);
  return { entry: { ...box, sessionName: principal.sessionName, roles }, existing: access.entries, observed };
};

/** The writes of a grant for each role. The user's one policy contains every role and is shown with the first. */
const previewAll = async (hands: Hands, rules: readonly RoleRule[], principal: Principal, box: Box) => {
  const { reader, stores, hub, io } = hands;
  const userSide = await userSideOf(hands, rules, principal, box);
  const roles: { readonly rule: RoleRule; readonly preview: Preview }[] = [];
  for (const rule of rules) {
    io.err(`reading ${rule.arn} ...`);
    const grant: Grant = { ...box, roleArn: rule.arn, principal, state: 'wanted' };
    const [observed, { grants }] = await Promise.all([reader.observeRole(rule.arn), stores.grants.ofRole(rule.arn)]);
    const user = roles.length === 0 ? userSide : undefined;
    roles.push({ rule, preview: previewGrant({ grant, existing: grants, observed }, user, hub, io.clock.now()) });
  }
  return roles;
};

export const plan: Command = {
  name: 'plan',
  summary: 'show what a grant would write to IAM, and the remaining capacity',
  about:
    'Reads a role from IAM, with its open grants, and shows the documents that one more grant would change: as a diff, in the order of the writes, each with its size and its quota. Writes nothing and notifies no one. Reads through the inspector role of the account, as doctor does.\n' +
    'If the grant would be refused, the command prints the reason and the exit code is 1.',
  positionals: [{ name: 'NAME', about: 'a role or bundle of the catalog' }],
  options: {
    for: {
      value: 'WHO',
      about: 'the user: a Slack user ID or a session name; default: the first user of the catalog',
    },
    email: { value: 'ADDRESS', about: 'the verified e-mail of a user who is not listed (people.byEmail)' },
    duration: { value: 'TIME', about: 'the duration, such as 90m or 2h; default: the default of the rule' },
    ...CATALOG_OPTION,
    ...HUB_OPTIONS,
    ...ACCOUNT_PROFILE_OPTION,
  },
  examples: ['assume-bot plan prod-s3 --for U0ALICE --duration 2h'],
  run: async (call) => {
    const { io } = call;
    const settings = readSettings(call);
    const catalog = await loadCatalog(call, settings);
    const rules = rulesNamed(catalog, call.word('NAME') ?? '');
    const { by, principal } = personOf(catalog, call.text('for'), call.text('email'));
    const text = call.text('duration');
    const parsed = text === undefined ? undefined : parseDuration(text);
    if (parsed?.kind === 'not_a_duration') throw new UsageError(`--duration: ${parsed.why}; try ${parsed.tryThis}`);
    const limits = ruleLimits(rules).durationMinutes;
    const minutes = parsed?.minutes ?? limits.default;
    if (minutes > limits.max)
      throw new Refused(
        `${formatDuration(minutes)} is longer than the rule allows: ${formatDuration(limits.max)} at most`,
      );

    const { reader } = openIam(settings, catalog, io, accountProfiles(call.texts('account-profile'), catalog));
    const stores = openStores(settings, io);
    const box = grantBox(by, io.clock.now(), minutes);
    const roles = await previewAll({ reader, stores, hub: hubOfSettings(settings), io }, rules, principal, box);
    const isRefused = roles.some(({ preview }) => preview.kind === 'refused');
    return {
      code: isRefused ? 1 : 0,
      json: {
        for: by,
        minutes,
        roles: roles.map(({ rule, preview }) => ({ name: rule.name, arn: rule.arn, ...preview })),
      },
      lines: [
        ...roles.flatMap(({ rule, preview }) => {
          const head = `${rule.name} for ${by} (${principal.sessionName}), ${formatDuration(minutes)} from now:`;
          if (preview.kind === 'refused') {
            const { why, next } = explainGrantRefusal(preview.refusal);
            return [head, `  refused: ${why} ${next}`, ''];
          }
          const { changes } = preview;
          if (changes.length === 0) return [head, '  nothing would change: the grant already exists', ''];
          return [
            head,
            '',
            ...changes.flatMap(shownChange),
            `${counted(changes.length, 'write')}; nothing was written.`,
          ];
        }),
        ...stateLines(catalog, call.word('NAME') ?? ''),
      ],
    };
  },
};
