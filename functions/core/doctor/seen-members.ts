import type { Who } from '../catalog/catalog.ts';
import type { SlackUserId } from '../names.ts';
import type { PersonFacts, SeenSlack } from './facts.ts';

export const isGood = (person: PersonFacts | undefined): boolean =>
  person !== undefined && person !== 'unknown' && person.accountStatus === 'member';

/** The members of an entry of a rule; undefined if they could not be read. */
export const membersSeen = (who: Who, { people, groups }: SeenSlack): readonly SlackUserId[] | undefined => {
  if (who.kind === 'user') {
    const person = people[who.id];
    return person && (isGood(person) ? [who.id] : []);
  }
  const members = who.kind === 'group' ? groups[who.id] : undefined;
  return members === undefined || 'kind' in members ? undefined : members;
};
