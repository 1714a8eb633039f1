import type { RequestId } from './ids.ts';
import { isHeld, type Request } from './request.ts';

/** One line of a list: a pending request, or all that a user holds of one role or bundle now. */
export interface AccessRow {
  /** The request that ends last. */
  readonly request: Request;
  /** The others of the same role or bundle, extensions too, which end with it. */
  readonly others: readonly RequestId[];
}

const endOf = ({ status }: Request): number => (isHeld(status) ? status.endsAt.getTime() : 0);

/** Access that starts later is a line of its own, because it is ended on its own. */
const keyOf = ({ id, requested, status }: Request, now: Date): string =>
  isHeld(status) && status.startsAt <= now ? requested.target : id;

/** What a user has open, one row for each role or bundle, in the order of the requests. */
export const accessRows = (open: readonly Request[], now: Date): readonly AccessRow[] =>
  [...Map.groupBy(open, (request) => keyOf(request, now)).values()].flatMap((requests) => {
    const [request, ...others] = requests.toSorted((a, b) => endOf(b) - endOf(a));
    return request === undefined ? [] : [{ request, others: others.map(({ id }) => id) }];
  });
