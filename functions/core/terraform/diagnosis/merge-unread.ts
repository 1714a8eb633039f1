import { placeText } from '../../text/findings/places.ts';
import { doubtful, type StateProblem, unreadProblem } from './problems.ts';

const keyOf = ({ unread, changes }: StateProblem, index: number): string => {
  if (unread === undefined) return `${index}`;
  const { lacksCredentialsOf, why, fix } = unread.fact;
  if (lacksCredentialsOf !== undefined) return `credentials of ${lacksCredentialsOf}`;
  return changes.length > 0 ? `${index}` : `${why}\n${fix}`;
};

/** Tells what could not be read for one reason as one: an account without credentials is one finding. */
export const mergeUnread = (problems: readonly StateProblem[]): readonly StateProblem[] =>
  [...Map.groupBy(problems, keyOf).values()].flatMap((group) => {
    const [first] = group;
    const fact = first?.unread?.fact;
    if (first === undefined || fact === undefined || group.length === 1) return group;
    const subjects = [...new Set(group.flatMap(({ unread }) => unread?.subject ?? []))];
    const { step } = first;
    const at = step === undefined ? {} : { step };
    const account = fact.lacksCredentialsOf;
    if (account === undefined) return [{ ...unreadProblem(placeText.list(subjects), fact), ...at }];
    return [{ ...doubtful('state_no_credentials', { account, subjects, why: fact.why }), ...at }];
  });
