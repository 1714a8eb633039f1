import type { ListedRule, Who } from '../../catalog/catalog.ts';
import { addMinutes } from '../../time.ts';
import type { IsAmong, Question } from '../select.ts';
import { type Holder, holdersIn, type Identity, keyOfWho, type Schedules } from './holders.ts';

/** The longest session of a role, and so the longest request. */
const LONGEST_MINUTES = 12 * 60;

export type Mode = 'now' | 'scheduled' | 'emergency' | 'extension';

/** Requests of one kind that a rule could grant. */
export interface Way {
  readonly mode: Mode;
  /** The holder is in each of these lists. Absent: everyone. */
  readonly lists: readonly (readonly Who[] | undefined)[];
  /** Of requests on behalf of the holder: the user who types is in each of these lists. */
  readonly typedBy?: readonly (readonly Who[] | undefined)[];
  /** Both included. Of an extension: from the first start. */
  readonly minMinutes: number;
  readonly maxMinutes: number;
}

/** Lengths that every rule treats alike: from the first one, to before the next. */
export const lengthsBetween = (rules: readonly ListedRule[], min: number, max: number): readonly number[] => {
  const bounds = rules.flatMap(({ when }) => {
    const { minMinutes, maxMinutes } = when?.duration ?? {};
    return [minMinutes ?? [], maxMinutes === undefined ? [] : maxMinutes + 1].flat();
  });
  return [...new Set([min, ...bounds])].filter((one) => one >= min && one <= max).sort((a, b) => a - b);
};

/** The requests that a rule could grant if it were the only one. */
export const waysOf = (rule: ListedRule, minimumMinutes: number): readonly Way[] => {
  const { when, requesters, durationMinutes, emergency, extend, onBehalfOf, approvals } = rule;
  const holder = when?.requester;
  const own = { lists: [holder, requesters], minMinutes: minimumMinutes, maxMinutes: durationMinutes.max };
  const starts: readonly Way[] = [
    { ...own, mode: 'now' },
    { ...own, mode: 'scheduled' },
  ];
  // Without an approval, the rule has to match the user who typed the request too.
  const typedBy = [onBehalfOf, approvals === 0 ? holder : undefined];
  return [
    ...starts,
    ...(emergency === undefined
      ? []
      : [
          {
            mode: 'emergency' as const,
            lists: [holder, emergency.requesters],
            minMinutes: minimumMinutes,
            maxMinutes: emergency.maxMinutes,
          },
        ]),
    ...(onBehalfOf === undefined ? [] : starts.map((way) => ({ ...way, typedBy }))),
    ...(extend === undefined
      ? []
      : [{ ...own, mode: 'extension' as const, minMinutes: minimumMinutes + 1, maxMinutes: extend.maxTotalMinutes }]),
  ];
};

/** The requests of any user that a rule of a role could refuse. */
export const waysToRefuse = (
  { when }: ListedRule,
  rules: readonly ListedRule[],
  minimumMinutes: number,
): readonly Way[] => {
  const way = { lists: [when?.requester], minMinutes: minimumMinutes, maxMinutes: LONGEST_MINUTES };
  const starts = (['now', 'scheduled'] as const).map((mode): Way => ({ ...way, mode }));
  const isForOthers = rules.some(({ onBehalfOf }) => onBehalfOf !== undefined);
  const hasEmergencies = rules.some(({ emergency }) => emergency !== undefined);
  return [
    ...starts,
    ...(isForOthers ? starts.map((one) => ({ ...one, typedBy: [undefined] })) : []),
    ...(hasEmergencies ? [{ ...way, mode: 'emergency' as const }] : []),
  ];
};

const HOLDER = 'UHOLDER' as Question['holder'];
const TYPER = 'UTYPER' as Question['holder'];

/** A question, with the users that it is about. */
export interface Case {
  readonly question: Question;
  readonly isAmong: IsAmong;
}

/** A question of one mode. */
export const caseOf = (
  { mode, minutes, ms }: { readonly mode: Mode; readonly minutes: number | undefined; readonly ms: number },
  holder: Holder,
  typer?: Holder,
): Case => {
  const at = new Date(ms);
  const before = mode === 'extension' && minutes !== undefined ? minutes - 1 : 0;
  return {
    question: {
      holder: HOLDER,
      typedBy: typer === undefined ? HOLDER : TYPER,
      at,
      isEmergency: mode === 'emergency',
      isScheduled: mode === 'scheduled',
      ...(minutes === undefined ? {} : { minutes: minutes - before }),
      ...(before === 0 ? {} : { extended: { firstStart: addMinutes(at, -before), endsAt: at } }),
    },
    isAmong: (who, user) => {
      const { of } = typer !== undefined && user === TYPER ? typer : holder;
      const isIn = who.some((one) => one.kind === 'everyone' || of.has(keyOfWho(one)));
      return isIn ? { answer: 'yes', evidence: [] } : { answer: 'no' };
    },
  };
};

/**
 * One case for every kind of request that the rules can treat differently. Rules judge an extension by the total length, so one
 * extension by a minute is enough for each total. Whether a chain of extensions can reach that total is not checked.
 */
export function* casesOf(
  way: Way,
  rules: readonly ListedRule[],
  users: { readonly identities: readonly Identity[]; readonly schedules: Schedules },
  moments: readonly number[],
): Generator<Case> {
  const { identities, schedules } = users;
  const holders = holdersIn(identities, way.lists, schedules);
  const typers = way.typedBy === undefined ? [undefined] : holdersIn(identities, way.typedBy, schedules);
  const lengths = lengthsBetween(rules, way.minMinutes, way.maxMinutes);
  for (const holder of holders)
    for (const typer of typers)
      for (const minutes of lengths)
        for (const ms of moments) yield caseOf({ mode: way.mode, minutes, ms }, holder, typer);
}
