import type { ListedRule } from '../../core/catalog/catalog.ts';
import type { GapExample } from '../../core/rules/quality/example.ts';
import type { Gap } from '../../core/rules/quality/gaps.ts';
import type { Holder } from '../../core/rules/quality/holders.ts';
import type { NeverApplies } from '../../core/rules/quality/reachable.ts';
import type { Shadowed } from '../../core/rules/quality/shadowed.ts';
import { firstRun, type Timeline } from '../../core/rules/quality/timeline.ts';
import { formatDuration } from '../../core/schedule/duration.ts';
import { shownIn, shownTime } from '../../core/schedule/shown-time.ts';

const listed = (texts: readonly string[]): string =>
  texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;

/** Why a rule never applies, with the fix. */
export const neverText = (why: NeverApplies, rules: readonly ListedRule[]): string => {
  switch (why.kind) {
    case 'covered': {
      const names = listed(why.by.map((index) => `"${rules[index]?.ruleName}"`));
      const what = `every request that it could ${why.refuses ? 'refuse' : 'grant'}`;
      return why.by.length === 1
        ? `the rule never applies: ${names} applies to ${what}; put it before that rule, or remove it`
        : `the rule never applies: ${names} together apply to ${what}; put it before them, or remove it`;
    }
    case 'no_emergency':
      return 'the rule is for emergencies, but allows none; add emergency: { requesters: [ S0ONCALL ] } to it or to the role';
    case 'emergency_starts_now':
      return 'emergencies start at once, so a rule for emergencies that are scheduled never applies; remove start';
    case 'not_requesters':
      return 'the rule never grants a request: none of the users it is for is among its requesters; remove requesters from it, or correct when.requester';
    case 'too_long':
      return `the rule never grants a request: it is for ${formatDuration(why.minMinutes)} or longer, and allows ${formatDuration(why.maxMinutes)} at most; raise its duration.max, or lower when.duration.min`;
    case 'too_short':
      return `the rule never grants a request: it is for ${formatDuration(why.maxMinutes)} or shorter, which is below the minimum (settings.minimumDuration)`;
    case 'no_hours':
      return 'the rule never applies: no clock shows these hours in the coming year';
    default:
      return why satisfies never;
  }
};

/** What a member of a list is called: of one user, and of several. */
const KINDS: Readonly<Record<string, readonly [string, string]>> = {
  group: ['in', 'members of'],
  onCall: ['on call for', 'users on call for'],
};

const holderText = ({ user, of }: Holder): string => {
  const lists = [...of].flatMap((key) => {
    const [kind = '', id = ''] = key.split(' ');
    const [one, several] = KINDS[kind] ?? [];
    return one === undefined ? [] : `${user === undefined ? several : one} ${id}`;
  });
  if (user !== undefined) return lists.length === 0 ? user : `${user} (${listed(lists)})`;
  return lists.length > 0 ? listed(lists) : 'users whom no rule names';
};

const lengthText = ({ lengths }: Gap): string => {
  if (lengths === undefined) return '';
  if (lengths === 'default') return ' without a length';
  const [min, max] = [formatDuration(lengths.min), formatDuration(lengths.max)];
  return min === max ? ` for ${min}` : ` for ${min} to ${max}`;
};

const MODES = { now: ' that start at once', scheduled: ' that start later', emergency: '' } as const;

/** A gap in words. */
export const gapText = (gap: Gap, timeline: Timeline, zone: string): string => {
  const what = gap.mode === 'emergency' ? 'emergencies' : 'requests';
  const run = gap.moments === undefined ? undefined : firstRun(timeline, gap.moments);
  const from = run === undefined ? '' : `, such as on ${shownIn(run.fromMs, zone)}`;
  const until = run?.untilMs === undefined ? '' : ` until ${shownIn(run.untilMs, zone)}`;
  const when = run === undefined ? '' : `${from}${until} (${zone})`;
  const start = gap.mode === undefined ? '' : MODES[gap.mode];
  return `no rule applies to ${what} of ${holderText(gap.holder)}${lengthText(gap)}${start}${when}`;
};

/** A rule that takes requests from a later one, without admitting those who make them. */
export const shadowText = ({ by, later, example }: Shadowed, rules: readonly ListedRule[]): string => {
  const [earlier, other] = [by, later].map((index) => `"${rules[index]?.ruleName}"`);
  return example.mode === 'emergency'
    ? `emergencies of ${holderText(example.holder)} get this rule, which does not allow them, although ${other} would; add emergency: false to its when, or allow them here`
    : `requests of ${holderText(example.holder)} get this rule, which does not admit them, although ${other} would; limit ${earlier} with when.requester to its own users, or add these users to its requesters`;
};

/** The command that shows a gap. */
export const commandText = (
  { mode }: Pick<Gap, 'mode'>,
  { user, groups, onCall, at, minutes }: GapExample,
  role: string,
  asks: { readonly groups: boolean; readonly onCall: boolean },
): string =>
  [
    `assume-bot explain ${role} --as ${user}`,
    ...(asks.groups ? [`--groups "${groups.join()}"`] : []),
    ...(asks.onCall ? [`--on-call "${onCall.join()}"`] : []),
    `--at ${shownTime(at)}`,
    ...(minutes === undefined ? [] : [`--for ${formatDuration(minutes).replace(' ', '')}`]),
    ...(mode === 'emergency' ? ['--emergency'] : mode === 'scheduled' ? ['--scheduled'] : []),
  ].join(' ');
