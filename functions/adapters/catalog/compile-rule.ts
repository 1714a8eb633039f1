import type * as z from 'zod';
import type {
  Contact,
  EmergencyRule,
  EscalationRule,
  ExtendRule,
  RoleRule,
  Settings,
  Who,
} from '../../core/catalog/catalog.ts';
import { parseSlackChannelId, parseSlackGroupId, parseSlackUserId } from '../../core/names.ts';
import { formatDuration } from '../../core/schedule/duration.ts';
import { checkApprovals } from './check-approvals.ts';
import { type Path, suggest } from './problems.ts';
import type { Draft, Source } from './read.ts';
import type { defaultsSchema, durationSchema, emergencySchema, escalationSchema, extendSchema } from './rule-schema.ts';
import { minutesOf } from './schema-parts.ts';
import type { Written } from './source.ts';

export type RuleDraft = Draft<z.input<typeof defaultsSchema>>;
/** Each of them may be written in a role, under `defaults`, or in both together. */
interface Maps {
  readonly duration?: Draft<z.input<typeof durationSchema>>;
  readonly extend?: Draft<z.input<typeof extendSchema>>;
  readonly emergency?: Draft<z.input<typeof emergencySchema>>;
  readonly escalation?: Draft<z.input<typeof escalationSchema>>;
}
type WhoDraft = readonly (string | { readonly onCall?: string })[];

/** Why a regular expression must not be used to look for a ticket; undefined when it is proven safe. */
export type ProvePattern = (pattern: string) => string | undefined;

/** What all rules have in common. */
export interface RuleInput {
  readonly source: Source;
  readonly settings: Pick<Settings, 'minimumMinutes' | 'lapseAfterMinutes'>;
  /** The names of the schedules under onCall. */
  readonly schedules: readonly string[];
  readonly provePattern: ProvePattern;
}

/** What a rule says, besides which role it is for. */
export type CompiledRule = Omit<RoleRule, 'name' | 'arn' | 'accountId' | 'accountName' | 'description'>;

/** A rule with its place in the file. */
interface Context extends RuleInput {
  readonly role: Path;
  /** Where a field of the rule is written: in the role, else under defaults; the role itself when it is nowhere. */
  readonly place: (...keys: readonly string[]) => Path;
  /** Whether the schema already found a problem in a field. */
  readonly hasProblem: (...keys: readonly string[]) => boolean;
  /** Whether a field is simply not there, rather than there and wrong. */
  readonly isAbsent: (...keys: readonly string[]) => boolean;
}

const createContext = (name: string, input: RuleInput): Context => {
  const { source } = input;
  const role = ['roles', name];
  const placesOf = (keys: readonly string[]): readonly Path[] => [role, ['defaults']].map((base) => [...base, ...keys]);
  const hasProblem = (...keys: readonly string[]): boolean => placesOf(keys).some(source.hasProblem);
  return {
    ...input,
    role,
    place: (...keys) => placesOf(keys).find((path) => source.at(path) !== undefined) ?? role,
    hasProblem,
    isAbsent: (...keys) => !hasProblem(...keys) && placesOf(keys).every((path) => source.at(path) === undefined),
  };
};

/** The rule of a role over the defaults. Undefined when too much of it is wrong, which is reported. */
export const compileRule = (
  name: string,
  own: RuleDraft,
  defaults: RuleDraft,
  input: RuleInput,
): CompiledRule | undefined => {
  const context = createContext(name, input);
  const written = { ...defaults, ...own };
  const maps = mergeMaps(own, defaults, context);
  const durationMinutes = compileDurations(maps, context);
  const who = (key: 'requesters' | 'approvers' | 'onBehalfOf') => compileWho(written[key], context.place(key), input);
  const [requesters, approvers, onBehalfOf] = [who('requesters'), who('approvers'), who('onBehalfOf')];
  const approvals = written.approvals ?? 1;
  const allowSelfApproval = written.allowSelfApproval ?? false;
  requireSomebody(written.requesters, 'requesters', 'ask', context);
  if (approvals > 0) requireSomebody(written.approvers, 'approvers', 'approve', context);
  if (context.isAbsent('channel')) reportMissing('channel', 'a Slack channel id such as C0APPROVALS', context);
  const ticket = compileTicket(written, context);
  const extend = maps.extend && durationMinutes && compileExtend(maps.extend, durationMinutes, context);
  const emergency = maps.emergency && compileEmergency(maps.emergency, approvers, context);
  const escalation = maps.escalation && compileEscalation(maps.escalation, context);
  const { risk, notifyApprovers, channel } = written;
  if (!context.hasProblem('approvers') && !context.hasProblem('escalation'))
    checkApprovals(
      { requesters, approvers, approvals, allowSelfApproval, ...(escalation ? { escalation } : {}) },
      { role: context.role, approvals: context.place('approvals') },
      context.source,
    );
  if (durationMinutes === undefined || channel === undefined) return undefined;
  return {
    durationMinutes,
    requesters,
    approvers,
    approvals,
    allowSelfApproval,
    reason: ticket === undefined ? (written.reason ?? 'required') : 'required',
    channel: parseSlackChannelId(channel),
    ...(ticket === undefined ? {} : { ticket }),
    ...(onBehalfOf.length === 0 ? {} : { onBehalfOf }),
    ...(risk === undefined ? {} : { risk }),
    ...(notifyApprovers === undefined ? {} : { notifyApprovers }),
    ...(escalation === undefined ? {} : { escalation }),
    ...(extend === undefined ? {} : { extend }),
    ...(emergency === undefined ? {} : { emergency }),
  };
};

/** The maps of a rule, key by key over those of the defaults; `false` drops what the defaults say. */
const mergeMaps = (own: RuleDraft, defaults: RuleDraft, { source, role }: Context): Maps => {
  const merged = (['duration', 'extend', 'emergency', 'escalation'] as const).flatMap((key) => {
    const [mine, theirs] = [own[key], defaults[key]];
    if (mine === false || (mine === undefined && !theirs) || (mine === undefined && source.hasProblem([...role, key])))
      return [];
    return [[key, { ...(theirs || {}), ...mine }]];
  });
  return Object.fromEntries(merged);
};

const reportMissing = (key: string, expected: string, { source, role }: Context): void =>
  source.problem(role, `${key} is missing; expected ${expected}, here or under defaults`, 'key');

const requireSomebody = (field: WhoDraft | undefined, key: string, verb: string, context: Context): void => {
  if (context.isAbsent(key)) reportMissing(key, `a list of those who may ${verb}`, context);
  else if (field?.length === 0)
    context.source.problem(context.place(key), `the list is empty, so nobody could ${verb}; expected at least one`);
};

const keyOf = (one: WhoDraft[number]): string => (typeof one === 'string' ? one : `onCall ${one.onCall}`);

const parseWho = (one: WhoDraft[number]): Who => {
  if (typeof one !== 'string') return { kind: 'onCall', id: one.onCall ?? '' };
  if (one === 'everyone') return { kind: 'everyone' };
  return one.startsWith('S')
    ? { kind: 'group', id: parseSlackGroupId(one) }
    : { kind: 'user', id: parseSlackUserId(one) };
};

/** The users, groups and schedules of a list, each once. */
export const compileWho = (
  written: WhoDraft = [],
  path: Path,
  { source, schedules }: Pick<RuleInput, 'source' | 'schedules'>,
): readonly Who[] => {
  const keys = written.map(keyOf);
  for (const [index, one] of written.entries()) {
    const key = keyOf(one);
    if (keys.indexOf(key) < index) source.warning([...path, index], `${key} is named twice; once is enough`);
    if (typeof one === 'string' || one.onCall === undefined || schedules.includes(one.onCall)) continue;
    const hint = suggest(one.onCall, schedules);
    source.problem([...path, index, 'onCall'], `there is no schedule "${one.onCall}" under onCall; ${hint}`);
  }
  return written.filter((one, index) => keys.indexOf(keyOf(one)) === index).map(parseWho);
};

/** Minutes of a duration that may not be shorter than the shortest one that can be asked for. */
const atLeastMinimum = (
  text: string | undefined,
  path: Path,
  { source, settings: { minimumMinutes } }: Context,
): number | undefined => {
  if (text === undefined) return undefined;
  const minutes = minutesOf(text);
  if (minutes < minimumMinutes)
    source.problem(
      path,
      `${text} is too short; the least is ${formatDuration(minimumMinutes)} (settings.minimumDuration)`,
    );
  return minutes;
};

const compileDurations = ({ duration = {} }: Maps, context: Context): RoleRule['durationMinutes'] | undefined => {
  const { source, place, isAbsent, settings } = context;
  const [usualAt, longestAt] = [place('duration', 'default'), place('duration', 'max')];
  const usual = atLeastMinimum(duration.default, usualAt, context);
  const longest = atLeastMinimum(duration.max, longestAt, context);
  const isWrong = (minutes: number | undefined, key: string): boolean =>
    minutes === undefined ? !isAbsent('duration', key) : minutes < settings.minimumMinutes;
  if (isWrong(usual, 'default') || isWrong(longest, 'max')) return undefined;
  const standard = Math.max(60, settings.minimumMinutes);
  const max = longest ?? usual ?? standard;
  if (usual !== undefined && usual > max)
    source.problem(
      usualAt,
      `the default of ${formatDuration(usual)} is longer than the max of ${formatDuration(max)} (line ${source.at(longestAt)?.at.line})`,
    );
  return { default: usual ?? Math.min(standard, max), max };
};

const isEmptyList = (written: Written | undefined): boolean => written?.kind === 'list' && written.items.length === 0;

/** Reports keys that a map needs, in the role or under defaults, and lists in it that are empty. */
const requireKeys = (
  map: 'extend' | 'emergency' | 'escalation',
  expected: Readonly<Record<string, string>>,
  { source, place, isAbsent }: Context,
): void => {
  for (const [key, text] of Object.entries(expected)) {
    if (isAbsent(map, key)) source.problem(place(map), `${key} is missing; expected ${text}`);
    else if (isEmptyList(source.at(place(map, key))))
      source.problem(place(map, key), `the list is empty; write ${map}: false`);
  }
};

const compileExtend = (
  { by, automatic = false, maxTotal }: NonNullable<Maps['extend']>,
  { default: usual, max }: RoleRule['durationMinutes'],
  context: Context,
): ExtendRule | undefined => {
  const { source, place, hasProblem } = context;
  requireKeys('extend', { by: 'a duration such as 1h: what one extension adds' }, context);
  if (by === undefined || hasProblem('extend')) return undefined;
  const maxTotalMinutes = maxTotal === undefined ? max : minutesOf(maxTotal);
  if (maxTotalMinutes <= usual) {
    const [path, name] =
      maxTotal === undefined ? [place('extend'), 'duration.max'] : [place('extend', 'maxTotal'), 'maxTotal'];
    const lengths = `${name} is ${formatDuration(maxTotalMinutes)}, and a grant lasts ${formatDuration(usual)} by default`;
    source.problem(path, `${lengths}, so it could never be extended`);
  }
  return { byMinutes: minutesOf(by), automatic, maxTotalMinutes };
};

const parseContact = (text: string): Contact =>
  /^[UW]/.test(text)
    ? { kind: 'user', id: parseSlackUserId(text) }
    : { kind: 'channel', id: parseSlackChannelId(text) };

const compileEmergency = (
  { requesters: written, reviewWithin = '24h', contacts = [], maxDuration }: NonNullable<Maps['emergency']>,
  approvers: readonly Who[],
  context: Context,
): EmergencyRule => {
  const { source, place, hasProblem, settings } = context;
  requireKeys('emergency', { requesters: 'a list of those who may declare an emergency' }, context);
  const requesters = compileWho(written, place('emergency', 'requesters'), context);
  if (approvers.length === 0 && !hasProblem('approvers'))
    source.problem(place('emergency'), 'the approvers of a role review its emergencies, and this role has none');
  const [only] = approvers;
  const isAsking = (id: string): boolean => requesters.some((one) => one.kind === 'user' && one.id === id);
  if (approvers.length === 1 && only?.kind === 'user' && isAsking(only.id))
    source.warning(place('emergency'), `nobody could review an emergency of ${only.id}, who is the only approver`);
  const maxMinutes = atLeastMinimum(maxDuration, place('emergency', 'maxDuration'), context);
  return {
    requesters,
    reviewWithinMinutes: minutesOf(reviewWithin),
    contacts: [...new Set(contacts)].map(parseContact),
    maxMinutes: maxMinutes ?? Math.max(60, settings.minimumMinutes),
  };
};

const compileEscalation = (
  { after, approvers }: NonNullable<Maps['escalation']>,
  context: Context,
): EscalationRule | undefined => {
  const { source, place, settings } = context;
  const expected = {
    after: 'a duration such as 2h: how long the approvers have before',
    approvers: 'a list of those who may approve from then on',
  };
  requireKeys('escalation', expected, context);
  if (after === undefined || approvers === undefined) return undefined;
  const path = place('escalation', 'after');
  if (minutesOf(after) >= settings.lapseAfterMinutes)
    source.warning(path, 'requests lapse before that (settings.lapseAfter), so this escalation never happens');
  return {
    afterMinutes: minutesOf(after),
    approvers: compileWho(approvers, place('escalation', 'approvers'), context),
  };
};

const compileTicket = ({ ticket, reason }: RuleDraft, { source, place, provePattern }: Context): string | undefined => {
  if (typeof ticket !== 'string') return undefined;
  const path = place('ticket');
  const why = whyNotAPattern(ticket) ?? provePattern(ticket);
  if (why !== undefined) source.problem(path, `the pattern "${ticket}" cannot be used: ${why}`);
  else if (new RegExp(ticket).test(''))
    source.warning(path, `the pattern "${ticket}" is found in any text, so it asks for nothing`);
  if (reason === 'optional')
    source.problem(
      place('reason'),
      `a ticket is asked for (line ${source.at(path)?.at.line}), so a reason is required; expected required, or ticket: false`,
    );
  return ticket;
};

const whyNotAPattern = (pattern: string): string | undefined => {
  try {
    new RegExp(pattern);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
};
