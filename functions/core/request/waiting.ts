import type { Catalog } from '../catalog/catalog.ts';
import { addMinutes } from '../time.ts';
import type { Request, RequestStatus } from './request.ts';
import { withEvent } from './request.ts';

type Pending = Extract<RequestStatus, { kind: 'pending' }>;

/** When approvers are reminded of what waits for them, and when others may decide too. Counted from the asking. */
export const withReminders = ({ status, asked, ...rest }: Request, catalog: Catalog): Request => {
  const request = { ...rest, asked, status };
  if (status.kind !== 'pending') return request;
  const at = (minutes: number): Date => addMinutes(asked.at, minutes);
  const remindersAt = catalog.settings.reminderMinutes.map(at).filter((moment) => moment < status.lapsesAt);
  const after = asked.roles.flatMap(({ rule }) => rule.escalation?.afterMinutes ?? []);
  const escalatesAt = after.length === 0 ? undefined : at(Math.min(...after));
  const next: Pending = {
    kind: 'pending',
    lapsesAt: status.lapsesAt,
    ...(remindersAt.length === 0 ? {} : { remindersAt }),
    ...(escalatesAt === undefined || escalatesAt >= status.lapsesAt ? {} : { escalatesAt }),
  };
  return { ...request, status: next };
};

/** The reminder or the escalation that is due, each once: of several that were slept through, the last alone is told. */
export const remindOrEscalate = (request: Request, now: Date): Request | undefined => {
  const { status } = request;
  if (status.kind !== 'pending') return undefined;
  const { remindersAt = [], escalatesAt, ...pending } = status;
  const toCome = remindersAt.filter((moment) => moment > now);
  const left: Pending = { ...pending, ...(toCome.length === 0 ? {} : { remindersAt: toCome }) };
  if (escalatesAt !== undefined && escalatesAt <= now)
    return withEvent({ ...request, status: left }, { kind: 'escalated' }, now);
  if (toCome.length === remindersAt.length) return undefined;
  const still: Pending = escalatesAt === undefined ? left : { ...left, escalatesAt };
  return withEvent({ ...request, status: still }, { kind: 'reminded' }, now);
};
