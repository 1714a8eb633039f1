/**
 * Selects a rule as the documentation describes it, written without the code under test: days and hours are read from the text
 * of a clock, groups are plain sets, and the first match is found by going through all of them.
 */
export interface PlainHours {
  readonly days: readonly string[];
  /** Such as "09:00". */
  readonly from: string;
  /** Such as "18:00" or "24:00". */
  readonly until: string;
  readonly zone: string;
}

export interface PlainRule {
  readonly requester?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly hours?: readonly PlainHours[];
  readonly emergency?: boolean;
  readonly start?: 'now' | 'scheduled';
  readonly usual: number;
  readonly approvals: number;
}

export interface PlainRequest {
  readonly holder: string;
  readonly typedBy: string;
  readonly minutes?: number;
  readonly at: Date;
  readonly isEmergency: boolean;
  readonly isScheduled: boolean;
  /** Minutes of the chain before an extension. */
  readonly before: number;
}

/** The members of each group; undefined for a group that cannot be read. */
export type PlainGroups = Readonly<Record<string, readonly string[] | undefined>>;

export type PlainAnswer =
  | { readonly rule: number; readonly unsure: readonly number[]; readonly minutes: number }
  | 'none'
  | 'unknown';

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** The clock of a zone as text: the day of the week and the time, such as "mon 09:00". */
const shown = (at: Date, zone: string): { readonly day: string; readonly time: string } => {
  const text = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(at);
  const [date = '', time = ''] = text.split(' ');
  return { day: DAYS[new Date(`${date}T00:00:00Z`).getUTCDay()] ?? '', time: time.slice(0, 5) };
};

const dayBefore = (day: string): string => DAYS[(DAYS.indexOf(day) + 6) % 7] ?? '';

export const isInHours = (at: Date, { days, from, until, zone }: PlainHours): boolean => {
  const { day, time } = shown(at, zone);
  if (from < until) return days.includes(day) && from <= time && time < until;
  const isEvening = days.includes(day) && from <= time;
  const isMorning = days.includes(dayBefore(day)) && time < until;
  return from !== until && (isEvening || isMorning);
};

type Three = 'yes' | 'no' | 'maybe';

const isMember = (user: string, groups: readonly string[], known: PlainGroups): Three => {
  const lists = groups.map((group) => known[group]);
  if (lists.some((members) => members?.includes(user))) return 'yes';
  return lists.some((members) => members === undefined) ? 'maybe' : 'no';
};

const worst = (answers: readonly Three[]): Three =>
  answers.includes('no') ? 'no' : answers.includes('maybe') ? 'maybe' : 'yes';

const certain = (isTrue: boolean): Three => (isTrue ? 'yes' : 'no');

const matches = (rule: PlainRule, request: PlainRequest, minutes: number, known: PlainGroups): Three => {
  const total = minutes + request.before;
  const people = rule.approvals === 0 ? [request.holder, request.typedBy] : [request.holder];
  const { requester } = rule;
  return worst([
    certain(rule.min === undefined || total >= rule.min),
    certain(rule.max === undefined || total <= rule.max),
    certain(rule.hours === undefined || rule.hours.some((hours) => isInHours(request.at, hours))),
    certain(rule.emergency === undefined || rule.emergency === request.isEmergency),
    certain(rule.start === undefined || (rule.start === 'scheduled') === request.isScheduled),
    ...(requester === undefined ? [] : people.map((user) => isMember(user, requester, known))),
  ]);
};

export const interpret = (rules: readonly PlainRule[], request: PlainRequest, known: PlainGroups): PlainAnswer => {
  const { minutes } = request;
  const answers = rules.map((rule) => matches(rule, request, minutes ?? rule.usual, known));
  const rule = answers.indexOf('yes');
  const unsure = answers.flatMap((answer, index) => (answer === 'maybe' && (rule < 0 || index < rule) ? [index] : []));
  if (rule < 0) return unsure.length > 0 ? 'unknown' : 'none';
  if (minutes !== undefined) return { rule, unsure, minutes };
  const shortest = Math.min(...[rule, ...unsure].map((index) => rules[index]?.usual ?? 0));
  return interpret(rules, { ...request, minutes: shortest }, known);
};
