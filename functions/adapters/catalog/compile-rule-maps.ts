import type { Contact, EmergencyRule, EscalationRule, ExtendRule, RoleRule, Who } from '../../core/catalog/catalog.ts';
import { parseSlackChannelId, parseSlackUserId } from '../../core/names.ts';
import { formatDuration } from '../../core/schedule/duration.ts';
import { compileWho } from './compile-who.ts';
import { MAPS, type RuleDraft } from './layers.ts';
import { atLeastMinimum, type Maps, type RuleContext, requireKeys } from './rule-context.ts';
import { minutesOf } from './schema-parts.ts';

/** The maps of a rule. The value `false` removes a map; so does a mistake in that of the rule or its role. */
export const mapsOf = (written: RuleDraft, own: RuleDraft, { hasOwnProblem }: RuleContext): Maps => {
  const isWrong = (key: (typeof MAPS)[number]): boolean => own[key] === undefined && hasOwnProblem(key);
  return Object.fromEntries(MAPS.flatMap((key) => (written[key] && !isWrong(key) ? [[key, written[key]]] : [])));
};

export const compileDurations = (
  { duration = {} }: Maps,
  context: RuleContext,
): RoleRule['durationMinutes'] | undefined => {
  const { source, pathOf, isAbsent, settings } = context;
  const [defaultPath, maxPath] = [pathOf('duration', 'default'), pathOf('duration', 'max')];
  const preset = atLeastMinimum(duration.default, defaultPath, context);
  const longest = atLeastMinimum(duration.max, maxPath, context);
  const isWrong = (minutes: number | undefined, key: string): boolean =>
    minutes === undefined ? !isAbsent('duration', key) : minutes < settings.minimumMinutes;
  if (isWrong(preset, 'default') || isWrong(longest, 'max')) return undefined;
  const standard = Math.max(60, settings.minimumMinutes);
  const max = longest ?? preset ?? standard;
  if (preset !== undefined && preset > max)
    source.problem(
      defaultPath,
      `the default of ${formatDuration(preset)} is longer than the max of ${formatDuration(max)} (line ${source.at(maxPath)?.at.line})`,
    );
  return { default: preset ?? Math.min(standard, max), max };
};

export const compileExtend = (
  { by, automatic = false, maxTotal }: NonNullable<Maps['extend']>,
  { default: usual, max }: RoleRule['durationMinutes'],
  context: RuleContext,
): ExtendRule | undefined => {
  const { source, pathOf, hasProblem } = context;
  requireKeys('extend', { by: 'a duration such as 1h: the longest time that one extension adds' }, context);
  if (by === undefined || hasProblem('extend')) return undefined;
  const maxTotalMinutes = maxTotal === undefined ? max : minutesOf(maxTotal);
  if (maxTotalMinutes <= usual) {
    const [path, name] =
      maxTotal === undefined ? [pathOf('extend'), 'duration.max'] : [pathOf('extend', 'maxTotal'), 'maxTotal'];
    const lengths = `${name} is ${formatDuration(maxTotalMinutes)}, and a grant lasts ${formatDuration(usual)} by default`;
    source.problem(path, `${lengths}, so it could never be extended`);
  }
  return { byMinutes: minutesOf(by), automatic, maxTotalMinutes };
};

const parseContact = (text: string): Contact =>
  /^[UW]/.test(text)
    ? { kind: 'user', id: parseSlackUserId(text) }
    : { kind: 'channel', id: parseSlackChannelId(text) };

export const compileEmergency = (
  { requesters: written, reviewWithin = '24h', contacts = [], maxDuration }: NonNullable<Maps['emergency']>,
  approvers: readonly Who[],
  context: RuleContext,
): EmergencyRule => {
  const { source, pathOf, hasProblem, settings } = context;
  requireKeys('emergency', { requesters: 'a list of users who may declare an emergency' }, context);
  const requesters = compileWho(written, pathOf('emergency', 'requesters'), context);
  if (approvers.length === 0 && !hasProblem('approvers'))
    source.problem(pathOf('emergency'), 'the approvers of a role review its emergencies, but this role has none');
  const [only] = approvers;
  const isRequester = (id: string): boolean => requesters.some((one) => one.kind === 'user' && one.id === id);
  if (approvers.length === 1 && only?.kind === 'user' && isRequester(only.id))
    source.warning(pathOf('emergency'), `no one could review an emergency of ${only.id}, the only approver`);
  const maxMinutes = atLeastMinimum(maxDuration, pathOf('emergency', 'maxDuration'), context);
  return {
    requesters,
    reviewWithinMinutes: minutesOf(reviewWithin),
    contacts: [...new Set(contacts)].map(parseContact),
    maxMinutes: maxMinutes ?? Math.max(60, settings.minimumMinutes),
  };
};

export const compileEscalation = (
  { after, approvers }: NonNullable<Maps['escalation']>,
  context: RuleContext,
): EscalationRule | undefined => {
  const { source, pathOf, settings } = context;
  const expected = {
    after: 'a duration such as 2h: how long the approvers have before the request escalates',
    approvers: 'a list of users who may also approve from then on',
  };
  requireKeys('escalation', expected, context);
  if (after === undefined || approvers === undefined) return undefined;
  if (minutesOf(after) >= settings.lapseAfterMinutes)
    source.warning(
      pathOf('escalation', 'after'),
      'requests lapse before that (settings.lapseAfter), so this escalation never happens',
    );
  return {
    afterMinutes: minutesOf(after),
    approvers: compileWho(approvers, pathOf('escalation', 'approvers'), context),
  };
};
