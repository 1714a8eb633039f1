import type { ListedRule, Who } from '../../../../functions/core/catalog/catalog.ts';
import { keyOfWho } from '../../../../functions/core/rules/quality/holders.ts';
import { type IsAmong, type Question, selectRule } from '../../../../functions/core/rules/select.ts';
import type { Hours } from '../../../../functions/core/rules/when.ts';
import { addMinutes } from '../../../../functions/core/time.ts';

/** Asks the selection about every request of a small world: each half hour of a year, each length, each user in any groups. */
export const MINIMUM = 2;
export const START = new Date('2026-02-01T00:00:00Z');
const HALF_HOURS = 366 * 48;
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

interface Shown {
  readonly day: number;
  readonly minute: number;
}

const clocks = new Map<string, readonly Shown[]>();
/** What the clocks of a zone show in each half hour. */
const shownIn = (zone: string): readonly Shown[] => {
  const known = clocks.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const shown = Array.from({ length: HALF_HOURS }, (_, index) => {
    const parts = format.formatToParts(addMinutes(START, index * 30));
    const of = (type: string): string => parts.find((part) => part.type === type)?.value ?? '';
    return { day: DAYS.indexOf(of('weekday')), minute: Number(of('hour')) * 60 + Number(of('minute')) };
  });
  clocks.set(zone, shown);
  return shown;
};

const NAMES = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const isIn = ({ day, minute }: Shown, { days, fromMinute, untilMinute }: Hours): boolean => {
  const begins = (back: number): boolean => days.some((one) => NAMES.indexOf(one) === (day + 7 - back) % 7);
  if (fromMinute < untilMinute) return begins(0) && minute >= fromMinute && minute < untilMinute;
  return (begins(0) && minute >= fromMinute) || (begins(1) && minute < untilMinute);
};

/** For each half hour of the year, whether it lies within some hours. */
export const halfHoursIn = (hours: Hours): readonly boolean[] => shownIn(hours.zone).map((shown) => isIn(shown, hours));

/** One half hour of the year for each combination of hours that occurs. */
export const momentsOf = (hours: readonly Hours[]): readonly Date[] => {
  const found = new Map<string, Date>();
  const shown = hours.map(({ zone }) => shownIn(zone));
  for (let index = 0; index < HALF_HOURS; index += 1) {
    const key = hours.map((one, at) => isIn(shown[at]?.[index] as Shown, one)).join();
    if (!found.has(key)) found.set(key, addMinutes(START, index * 30));
  }
  return [...found.values()];
};

export type User = ReadonlySet<string>;

/** Users by the keys of the lists that name them: each one, in every combination of the groups they can join. */
const usersOf = (named: readonly (readonly [readonly string[], readonly string[]])[]): readonly User[] =>
  named.flatMap(([always, may]) =>
    Array.from(
      { length: 2 ** may.length },
      (_, bits) => new Set([...always, ...may.filter((_key, at) => Math.floor(bits / 2 ** at) % 2 === 1)]),
    ),
  );

/** Alice is always on the list `st`, and takes turns in `rot` with Bob. */
export const USERS = usersOf([
  [[], ['group S1', 'group S2', 'onCall pd']],
  [
    ['user UA', 'onCall st'],
    ['group S1', 'group S2', 'onCall pd', 'onCall rot'],
  ],
  [['user UB'], ['group S1', 'group S2', 'onCall pd', 'onCall rot']],
]);

const isOne = (who: readonly Who[], user: User): boolean =>
  who.some((one) => one.kind === 'everyone' || user.has(keyOfWho(one)));

export interface Asked {
  readonly holder: User;
  readonly typer?: User;
  readonly question: Question;
}

const [HOLDER, TYPER] = ['U1', 'U2'] as unknown as [Question['holder'], Question['holder']];

/** Every request, with extensions by one minute. */
export function* everyRequest(moments: readonly Date[], longest: number, withTyper: boolean): Generator<Asked> {
  for (const holder of USERS)
    for (const typer of withTyper ? [undefined, ...USERS] : [undefined])
      for (const at of moments)
        for (let minutes = 1; minutes <= longest; minutes += 1)
          for (const mode of ['now', 'scheduled', 'emergency', 'extension']) {
            if (mode === 'extension' ? minutes <= MINIMUM : minutes < MINIMUM) continue;
            if (typer !== undefined && (mode === 'emergency' || mode === 'extension')) continue;
            const before = mode === 'extension' ? MINIMUM : 0;
            yield {
              holder,
              ...(typer === undefined ? {} : { typer }),
              question: {
                holder: HOLDER,
                typedBy: typer === undefined ? HOLDER : TYPER,
                minutes: minutes - before,
                at,
                isEmergency: mode === 'emergency',
                isScheduled: mode === 'scheduled',
                ...(before === 0 ? {} : { extended: { firstStart: addMinutes(at, -before), endsAt: at } }),
              },
            };
          }
}

/** The rule that a request gets; undefined for none. */
export const ruleFor = (rules: readonly ListedRule[], { holder, typer, question }: Asked): number | undefined => {
  const isAmong: IsAmong = (who, user) =>
    isOne(who, user === TYPER && typer !== undefined ? typer : holder)
      ? { answer: 'yes', evidence: [] }
      : { answer: 'no' };
  const found = selectRule(rules, question, isAmong);
  return found.kind === 'selected' ? found.match.index : undefined;
};

/** Whether a rule grants a request that it applies to; for a rule that refuses, whether there is such a request. */
export const isGrantable = (
  rule: ListedRule,
  rules: readonly ListedRule[],
  { holder, typer, question }: Asked,
): boolean => {
  const { isEmergency, extended, minutes = 0 } = question;
  const { requesters, emergency, extend, onBehalfOf = [], durationMinutes, refuse } = rule;
  if (refuse !== undefined) {
    const isPossible = rules.some((one) => (isEmergency ? one.emergency : typer && one.onBehalfOf) !== undefined);
    return extended === undefined && (isPossible || (!isEmergency && typer === undefined));
  }
  if (typer !== undefined && !isOne(onBehalfOf, typer)) return false;
  if (isEmergency)
    return emergency !== undefined && isOne(emergency.requesters, holder) && minutes <= emergency.maxMinutes;
  if (!isOne(requesters, holder)) return false;
  if (extended === undefined) return minutes <= durationMinutes.max;
  return extend !== undefined && minutes + MINIMUM <= extend.maxTotalMinutes;
};

/** Whether a user may ask for the role by one of its rules, for that long. */
export const mayAsk = (rules: readonly ListedRule[], { holder, typer, question }: Asked): boolean => {
  const { isEmergency, extended, minutes = 0 } = question;
  if (typer !== undefined || extended !== undefined) return false;
  const asked = isEmergency ? rules.flatMap(({ emergency }) => emergency ?? []) : rules;
  const longest = isEmergency
    ? rules.flatMap(({ emergency }) => emergency?.maxMinutes ?? [])
    : rules.map(({ durationMinutes }) => durationMinutes.max);
  return asked.some(({ requesters }) => isOne(requesters, holder)) && minutes <= Math.max(...longest);
};
