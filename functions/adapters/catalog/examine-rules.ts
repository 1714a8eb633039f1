import type { Catalog, Role, Who } from '../../core/catalog/catalog.ts';
import type { SlackUserId } from '../../core/names.ts';
import type { Explained } from '../../core/rules/explained.ts';
import { exampleOf, type GapExample } from '../../core/rules/quality/example.ts';
import { type Gap, gapsIn } from '../../core/rules/quality/gaps.ts';
import { type Identity, identitiesIn, namedIn, type Schedules } from '../../core/rules/quality/holders.ts';
import { type NeverApplies, neverApplies } from '../../core/rules/quality/reachable.ts';
import { type Shadowed, shadowedIn } from '../../core/rules/quality/shadowed.ts';
import { type Timeline, timelineOf } from '../../core/rules/quality/timeline.ts';
import type { Hours } from '../../core/rules/when.ts';
import { once } from './once.ts';

type Content = Omit<Catalog, 'hash'>;

export interface Examined {
  /** For each rule: why it never applies. */
  readonly never: readonly (NeverApplies | undefined)[];
  readonly gaps: readonly Gap[];
  readonly shadowed: readonly Shadowed[];
  readonly timeline: Timeline;
  /** The zone to show times in. */
  readonly zone: string;
  /** Whether a rule asks for members of groups, and for users of PagerDuty. */
  readonly asks: { readonly groups: boolean; readonly onCall: boolean };
}

export interface Examiner {
  readonly examine: (role: Role) => Examined;
  /** A request of a gap that the decision confirms. */
  readonly exampleOf: (gap: Gap, role: Role, isConfirmed: (explained: Explained) => boolean) => GapExample | undefined;
}

const listsOf = (rules: Role['rules']): readonly Who[] =>
  rules.flatMap(({ when, requesters, emergency, onBehalfOf }) => [
    ...(when?.requester ?? []),
    ...requesters,
    ...(emergency?.requesters ?? []),
    ...(onBehalfOf ?? []),
  ]);

/** The users of the catalog who have an AWS identity. Others may be named, but cannot request anything. */
const usersWithIdentity = ({ people, byEmail }: Content, lists: readonly Who[], schedules: Schedules) => {
  const isUser = (user: string): boolean => byEmail !== undefined || Object.hasOwn(people, user);
  const [unlisted, ...named] = identitiesIn(lists, schedules, isUser);
  const mentioned = namedIn(lists, schedules);
  const stranger =
    Object.keys(people).find((user) => !mentioned.has(user as SlackUserId)) ??
    (byEmail === undefined ? undefined : 'U0EXAMPLE');
  const identities: readonly Identity[] =
    stranger === undefined || unlisted === undefined ? named : [unlisted, ...named];
  return { identities, stranger: stranger ?? '' };
};

/** The parts of the rules that decide which of them applies. Many roles have the same. */
const partsOf = ({ rules }: Role) =>
  rules.map(({ when, requesters, durationMinutes, approvals, emergency, extend, onBehalfOf, refuse }) => ({
    when,
    requesters,
    durationMinutes,
    approvals,
    emergency,
    extend,
    onBehalfOf,
    refuse,
  })) as unknown as Role['rules'];

/** Examines the rules of the roles of one catalog, equal ones once, for the year from `now` on. */
export const createExaminer = (content: Content, now: Date): Examiner => {
  const { onCall: schedules = {}, settings } = content;
  const catalog = { ...content, hash: '' };
  const timelineFor = once((hours: readonly Hours[]) => timelineOf(hours, now));
  const examine = once((rules: Role['rules']): Examined => {
    const hours = rules.flatMap(({ when }) => when?.hours ?? []);
    const timeline = timelineFor(hours);
    const lists = listsOf(rules);
    const world = { schedules, minimumMinutes: settings.minimumMinutes, moments: timeline.cells };
    const all = { ...world, identities: identitiesIn(lists, schedules) };
    const never = rules.map((_, index) => neverApplies(rules, index, all));
    const { identities } = usersWithIdentity(content, lists, schedules);
    const asked = lists;
    return {
      never,
      gaps: gapsIn(rules, { ...world, identities }),
      shadowed: shadowedIn(rules, { ...world, identities }),
      timeline,
      zone: hours[0]?.zone ?? 'UTC',
      asks: {
        groups: asked.some(({ kind }) => kind === 'group'),
        onCall: asked.some((who) => who.kind === 'onCall' && schedules[who.id]?.kind === 'pagerduty'),
      },
    };
  });
  return {
    examine: (role) => examine(partsOf(role)),
    exampleOf: (gap, role, isConfirmed) => {
      const { stranger } = usersWithIdentity(content, listsOf(role.rules), schedules);
      return exampleOf(gap, role, catalog, examine(partsOf(role)).timeline, stranger, isConfirmed);
    },
  };
};
