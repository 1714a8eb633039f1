import type { ListedRule, Who } from '../../catalog/catalog.ts';
import { selectRule } from '../select.ts';
import { boxesOf } from './boxes.ts';
import { type Holder, holdersIn, type Identity, type Schedules } from './holders.ts';
import { caseOf, lengthsBetween, type Mode } from './space.ts';

/** Requests that no rule of a role matches, although the holder may request the role. */
export interface Gap {
  readonly holder: Holder;
  /** Absent: whether the access starts at once makes no difference. */
  readonly mode?: Exclude<Mode, 'extension'>;
  /** Lengths in minutes, both included. Absent: every length. `default`: only if no length is typed. */
  readonly lengths?: { readonly min: number; readonly max: number } | 'default';
  /** A length of the gap; absent for the default. */
  readonly minutes?: number;
  /** Positions of moments. Absent: at all times. */
  readonly moments?: ReadonlySet<number>;
}

interface Asked {
  readonly mode: Exclude<Mode, 'extension'>;
  /** The users and groups that may request. */
  readonly who: readonly Who[];
  readonly maxMinutes: number;
}

/** More of them about the same users say nothing new. */
const MOST_GAPS = 3;

const unique = (who: readonly Who[]): readonly Who[] => [
  ...new Map(who.map((one) => [JSON.stringify(one), one])).values(),
];

/** The requests that users may make for a role by any of its rules. */
const askedOf = (rules: readonly ListedRule[]): readonly (readonly Asked[])[] => {
  const who = unique(rules.flatMap(({ requesters }) => requesters));
  const maxMinutes = Math.max(...rules.map(({ durationMinutes }) => durationMinutes.max));
  const emergencies = rules.flatMap(({ emergency }) => emergency ?? []);
  const usual = (['now', 'scheduled'] as const).map((mode): Asked => ({ mode, who, maxMinutes }));
  if (emergencies.length === 0) return [usual];
  const emergency: Asked = {
    mode: 'emergency',
    who: unique(emergencies.flatMap(({ requesters }) => requesters)),
    maxMinutes: Math.max(...emergencies.map((one) => one.maxMinutes)),
  };
  return [usual, [emergency]];
};

export interface GapWorld {
  readonly schedules: Schedules;
  readonly identities: readonly Identity[];
  readonly minimumMinutes: number;
  readonly moments: readonly number[];
}

/** The gaps of one holder, in requests that differ only in their start. */
const gapsOf = (
  rules: readonly ListedRule[],
  holder: Holder,
  asked: readonly Asked[],
  { minimumMinutes, moments }: GapWorld,
): readonly Gap[] => {
  const maxMinutes = Math.max(...asked.map((one) => one.maxMinutes));
  const typed = lengthsBetween(rules, minimumMinutes, maxMinutes);
  // The default of an emergency is that of its rule, cut to what an emergency may last.
  const lengths = asked.some(({ mode }) => mode === 'emergency') ? typed : [...typed, undefined];
  const cells: (readonly number[])[] = [];
  for (const [m, { mode }] of asked.entries())
    for (const [l, minutes] of lengths.entries())
      for (const [t, ms] of moments.entries()) {
        const { question, isAmong } = caseOf({ mode, minutes, ms }, holder);
        if (selectRule(rules, question, isAmong).kind === 'no_rule') cells.push([m, l, t]);
      }
  const boxes = boxesOf(cells, [asked.length, lengths.length, moments.length]);
  return boxes.slice(0, MOST_GAPS).map(([modes, spans, times]): Gap => {
    const [first = 0] = modes ?? [];
    const [from = 0] = spans ?? [];
    const isEvery = typed.every((_, index) => spans?.has(index));
    // Where the length makes no difference, none is typed.
    const minutes = isEvery && spans?.has(typed.length) ? undefined : lengths[from];
    let last = from;
    while (spans?.has(last + 1) && lengths[last + 1] !== undefined) last += 1;
    const span =
      minutes === undefined ? ('default' as const) : { min: minutes, max: (lengths[last + 1] ?? maxMinutes + 1) - 1 };
    const mode = asked[first]?.mode;
    return {
      holder,
      ...(mode === undefined || (modes?.size === asked.length && mode !== 'emergency') ? {} : { mode }),
      ...(isEvery ? {} : { lengths: span }),
      ...(minutes === undefined ? {} : { minutes }),
      ...(times?.size === moments.length || times === undefined ? {} : { moments: times }),
    };
  });
};

/**
 * The requests that no rule of a role matches, of users who may request it by some rule. Those who type for another are not asked
 * about: without an approval, the rule has to match both.
 */
export const gapsIn = (rules: readonly ListedRule[], world: GapWorld): readonly Gap[] => {
  if (rules.some(({ when }) => when === undefined)) return [];
  return askedOf(rules).flatMap((asked) =>
    holdersIn(world.identities, [asked[0]?.who], world.schedules).flatMap((holder) =>
      gapsOf(rules, holder, asked, world),
    ),
  );
};
