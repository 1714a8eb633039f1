import type { SlackChannelId, SlackUserId } from '../names.ts';
import { contactsOf } from './emergency.ts';
import { hasConsequence, type RequestEvent, type RequestFact } from './facts.ts';
import { isHeld, type Request, requestedRules } from './request.ts';

/** A notification of one user: `direct` is a direct message, `announced` is for others than the requester. */
export interface Notice {
  readonly to: SlackUserId | SlackChannelId;
  readonly how: 'direct' | 'announced';
  readonly about: RequestFact;
  readonly at: Date;
}

/** The end of extended access is announced with its extension, and a reminder is pointless once access has ended. */
const isPassedOver = (fact: RequestFact, { extensions, status }: Request): boolean =>
  (fact.kind === 'ended' && extensions.length > 0) || (fact.kind === 'ends_soon' && !isHeld(status));

/** Roles that were confirmed after the holder was notified of the activation. */
const wasMissed = ({ seq, fact }: RequestEvent, { requested, events }: Request): boolean => {
  if (fact.kind !== 'role_confirmed') return false;
  const before = events.filter((event) => event.seq <= seq);
  const settled = before.filter((event) => event.fact.kind === 'role_confirmed' || event.fact.kind === 'role_refused');
  return settled.length === requested.roles.length && before.some((event) => event.fact.kind === 'activated');
};

/** The facts of an event to notify users of. An imported request contains earlier facts. */
export const unnotifiedFacts = ({ fact }: Pick<RequestEvent, 'fact'>): readonly RequestFact[] =>
  fact.kind === 'imported' ? fact.unnotified : [fact];

/** The notifications for the events that were not handled yet. */
export const noticesFor = (request: Request): readonly Notice[] =>
  request.events.slice(request.handledEvents).flatMap((event) =>
    unnotifiedFacts(event).flatMap((fact): readonly Notice[] => {
      const { at } = event;
      const announced = announcedTo(fact, request);
      const { by, via } = request.requested;
      const isNotified = hasConsequence(fact, 'holder') || wasMissed(event, request);
      const holder = isNotified && !isPassedOver(fact, request) ? [by] : [];
      const requester = via !== undefined && hasConsequence(fact, 'outcome') ? [via] : [];
      return [
        ...announced.map((to) => ({ to, how: 'announced', about: fact, at }) as const),
        ...[...holder, ...requester].map((to) => ({ to, how: 'direct', about: fact, at }) as const),
      ];
    }),
  );

/** Announcements of an emergency to channels and contacts. */
const announcedTo = (fact: RequestFact, request: Request): readonly Notice['to'][] => {
  if (request.requested.emergency !== true) return [];
  const contacts = contactsOf(request).map(({ id }) => id);
  const channels = [...new Set(requestedRules(request.requested).map((rule) => rule.channel))];
  if (fact.kind === 'approved') return contacts;
  if (fact.kind === 'review_reminded') return [...new Set([...channels, ...(fact.isOverdue ? contacts : [])])];
  return fact.kind === 'emergency_reviewed' && !fact.wasRight ? contacts : [];
};
