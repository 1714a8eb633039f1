import type { Bundle, Catalog, Role } from '../../functions/core/catalog/catalog.ts';
import { own, ruleLimits } from '../../functions/core/catalog/lookup.ts';
import { defined } from '../../functions/core/defined.ts';
import { formatDuration } from '../../functions/core/schedule/duration.ts';
import { type PlannedRule, planText } from '../../functions/core/text/cli/plan.ts';
import { conditionTexts } from '../../functions/core/text/conditions.ts';
import { explainGrantRefusal } from '../../functions/core/text/explain-grant.ts';
import { plainText } from '../../functions/core/text/plain.ts';
import type { DocumentChange } from '../../functions/core/trust/preview.ts';
import { createPreviewGrants, type RolePreview } from '../../functions/usecases/operating/preview-grants.ts';
import { accountProfiles, rulesNamed } from '../cli/catalog.ts';
import { catalogUser } from '../cli/catalog-user.ts';
import { type Cli, CliCommand } from '../cli/command.ts';
import { openHub, openIam } from '../cli/connect.ts';
import { lineDiff } from '../cli/diff.ts';
import { Refused } from '../cli/errors.ts';
import { hubOfSettings } from '../cli/hub-settings.ts';
import { withAccountProfiles, withCatalog, withHub } from '../cli/options.ts';
import { minutesOf } from '../cli/times.ts';

const { options: about } = planText;

const pretty = (document: unknown): string => (document === undefined ? '' : JSON.stringify(document, null, 2));

const shownChange = ({ title, before, after, chars, quotaChars, step }: DocumentChange): readonly string[] => [
  planText.change(step.startsWith('delete') ? 'delete' : before === undefined ? 'create' : 'change', title),
  ...[...lineDiff(pretty(before), pretty(after)), planText.size(chars, quotaChars)].map((line) => `  ${line}`),
  '',
];

const shownPreview = ({ preview }: RolePreview): readonly string[] => {
  if (preview.kind === 'refused') {
    const { why, next } = explainGrantRefusal(preview.refusal);
    return [`  ${planText.refused(why, next)}`, ''];
  }
  const { changes } = preview;
  if (changes.length === 0) return [`  ${planText.nothing}`, ''];
  return ['', ...changes.flatMap(shownChange), planText.total(changes.length)];
};

/** The rules of a role, if it has several. */
const plannedRules = ({ roles }: Catalog, name: string): readonly PlannedRule[] => {
  const rules = own<Role>(roles, name)?.rules ?? [];
  if (rules.length < 2) return [];
  return rules.map(({ ruleName = '', approvals, durationMinutes: { max }, refuse }, index) => ({
    ...{ index, name: ruleName, approvals, maxMinutes: max },
    ...defined({ refuse }),
  }));
};

const shownRules = (rules: readonly PlannedRule[]): readonly string[] =>
  rules.length === 0 ? [] : planText.rules(rules);

const stateLines = ({ bundles }: Catalog, name: string): readonly string[] => {
  const state = new Map(Object.entries<Bundle>(bundles)).get(name)?.terraform?.state;
  return state === undefined ? [] : ['', ...planText.statePolicies(name, state.role, state.bucket)];
};

export const plan = ({ io, print }: Cli) =>
  withAccountProfiles(
    withHub(
      withCatalog(
        new CliCommand('plan', planText)
          .argument('<name>', planText.arguments.name)
          .option('--for <user>', about.for)
          .option('--email <address>', about.email)
          .option('--duration <time>', about.duration),
      ),
    ),
  ).action(
    print(async (name, options) => {
      const { settings, catalog, stores } = await openHub(io, options);
      const rules = rulesNamed(catalog, name);
      const { by, principal } = catalogUser(catalog, options.for, options.email);
      const limits = ruleLimits(rules).durationMinutes;
      const minutes = minutesOf('duration', options.duration) ?? limits.default;
      if (minutes > limits.max)
        throw new Refused(planText.tooLong(formatDuration(minutes), formatDuration(limits.max)));
      const preview = createPreviewGrants({
        ...stores,
        iam: openIam(settings, catalog, io, accountProfiles(options.accountProfile, catalog)).reader,
        hub: hubOfSettings(settings),
        clock: io.clock,
        onRead: (arn) => io.err(planText.reading(arn)),
      });
      const roles = await preview({ by, principal, rules, minutes });
      const isRefused = roles.some((role) => role.preview.kind === 'refused');
      return {
        code: isRefused ? 1 : 0,
        json: {
          for: by,
          minutes,
          roles: roles.map((role) => ({
            name: role.rule.name,
            arn: role.rule.arn,
            ...role.preview,
            rules: plannedRules(catalog, role.rule.name),
          })),
        },
        lines: [
          ...roles.flatMap((role) => [
            planText.head(role.rule.name, by, principal.sessionName, formatDuration(minutes)),
            ...shownRules(plannedRules(catalog, role.rule.name)),
            ...conditionTexts([role.rule]).map((line) => `  ${plainText(line)}`),
            ...shownPreview(role),
          ]),
          ...stateLines(catalog, name),
        ],
      };
    }),
  );
