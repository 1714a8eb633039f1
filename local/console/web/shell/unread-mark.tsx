import type { Unread } from '../live/person.ts';
import { TEXT } from '../text.ts';

/** The number of mentions, or a dot for other unread messages. */
export const UnreadMark = ({ unread }: { unread: Unread }) => {
  if (unread.count === 0) return null;
  return unread.calls > 0 ? (
    <span className="unread">
      {unread.calls}
      <span className="sr-only">{` ${TEXT.people.unread}`}</span>
    </span>
  ) : (
    <span className="unread-point">
      <span className="sr-only">{TEXT.people.unread}</span>
    </span>
  );
};
