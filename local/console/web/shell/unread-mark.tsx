import type { Unread } from '../live/person.ts';

/** How much calls for somebody as a figure; anything else unread as a point. */
export const UnreadMark = ({ unread }: { unread: Unread }) => {
  if (unread.count === 0) return null;
  return unread.calls > 0 ? (
    <span className="unread">
      {unread.calls}
      <span className="sr-only"> unread</span>
    </span>
  ) : (
    <span className="unread-point">
      <span className="sr-only">unread</span>
    </span>
  );
};
