/**
 * How many people can be seated at once, each in one of the seats that they may take. Source: augmenting paths (Kuhn).
 */
export const mostSeated = (people: readonly (readonly number[])[]): number => {
  const takenBy = new Map<number, number>();
  const seat = (person: number, tried: Set<number>): boolean =>
    (people[person] ?? []).some((place) => {
      if (tried.has(place)) return false;
      tried.add(place);
      const other = takenBy.get(place);
      if (other !== undefined && !seat(other, tried)) return false;
      takenBy.set(place, person);
      return true;
    });
  return people.filter((_, person) => seat(person, new Set())).length;
};
