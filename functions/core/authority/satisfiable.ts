import type { Stage, Who } from '../catalog/catalog.ts';
import type { SlackUserId } from '../names.ts';
import { mostSeated } from './matching.ts';

/** What is known about users: little when a catalog is compiled, more when a request is decided. */
export interface PeopleWorld {
  /** The user, or the members of the user group or on-call schedule; undefined when they are not known. */
  readonly membersOf: (who: Who) => readonly SlackUserId[] | undefined;
  /** Whether an approval of this user could count. */
  readonly canApprove: (user: SlackUserId) => boolean;
  /** Whether two accounts belong to one user, whose approval counts once. */
  readonly isSameUser: (one: SlackUserId, other: SlackUserId) => boolean;
}

/** The known users who may approve, each once. */
export const whoCanApprove = (
  approvers: readonly Who[],
  { membersOf, canApprove, isSameUser }: PeopleWorld,
): readonly SlackUserId[] => {
  const users = approvers.flatMap((who) => membersOf(who) ?? []).filter(canApprove);
  return users.filter(
    (user, index) => !users.slice(0, index).some((other) => other === user || isSameUser(other, user)),
  );
};

/** An approval that was given, and the stage that it counts for. */
interface Given {
  readonly by: SlackUserId;
  readonly stage: number;
}

/** An approval that a stage needs, and who can give it. */
interface Seat {
  readonly stage: number;
  readonly approvers: readonly Who[];
}

/** With `fromDifferent`, each entry of the approvers is a seat, and there may be more of them than approvals. */
const seatsOf = ({ approvers, approvals, fromDifferent }: Stage, stage: number): readonly Seat[] => {
  const length = fromDifferent ? Math.max(approvals, approvers.length) : approvals;
  return Array.from({ length }, (_, index) => ({
    stage,
    approvers: fromDifferent ? approvers.slice(index, index + 1) : approvers,
  }));
};

const spareOf = ({ approvers, approvals, fromDifferent }: Stage): number =>
  fromDifferent ? Math.max(0, approvers.length - approvals) : 0;

/**
 * How many approvals could never be given, and the users who can give some; undefined if there are enough users or it is
 * not certain. One user approves once, in one of the stages. Approver hours are not considered, since a request
 * can wait for them.
 */
export const tooFewApprovers = (
  stages: readonly Stage[],
  world: PeopleWorld,
  given: readonly Given[] = [],
): { readonly missing: number; readonly left: readonly SlackUserId[] } | undefined => {
  const { membersOf, isSameUser } = world;
  const all = stages.flatMap(({ approvers }) => approvers);
  if (all.some((who) => membersOf(who) === undefined)) return undefined;
  const left = whoCanApprove(all, world);
  const seats = stages.flatMap(seatsOf);
  const taking = left.map((user) => {
    const counted = given.find(({ by }) => isSameUser(by, user));
    const accounts = (who: Who) =>
      (membersOf(who) ?? []).some((one) => world.canApprove(one) && (one === user || isSameUser(one, user)));
    return seats.flatMap(({ stage, approvers }, seat) =>
      (counted === undefined || counted.stage === stage) && approvers.some(accounts) ? seat : [],
    );
  });
  // There may be more entries than approvals. The seats of the others need no user.
  const unneeded = stages.flatMap((stage, index) =>
    Array.from({ length: spareOf(stage) }, () => seats.flatMap((one, seat) => (one.stage === index ? seat : []))),
  );
  const missing = seats.length - mostSeated([...taking, ...unneeded]);
  return missing > 0 ? { missing, left } : undefined;
};
