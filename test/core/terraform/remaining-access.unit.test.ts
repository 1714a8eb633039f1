import { describe, expect, it } from 'vitest';
import { isEndNear, nextNotice, type WatchedAccess } from '../../../functions/core/terraform/remaining-access.ts';

const at = (minute: number): Date => new Date(Date.UTC(2030, 0, 1, 12, minute));
const STARTED: WatchedAccess = { endsAt: at(60), notified: 'start' };

describe('the end of access of a running program', () => {
  it('is read again from the time of the reminder on', () => {
    expect([at(49), at(50), at(70)].map((now) => isEndNear(STARTED, now, 10))).toEqual([false, true, true]);
    expect(isEndNear({ ...STARTED, notified: 'end' }, at(70), 10)).toBe(false);
  });

  it('leads to one notice at the reminder and one at the end', () => {
    const reminded = nextNotice(STARTED, at(60), at(50));
    const again = nextNotice(reminded.watched, at(60), at(51));
    const ended = nextNotice(again.watched, at(60), at(60));
    const late = nextNotice(ended.watched, at(60), at(61));

    expect([reminded, again, ended, late].map(({ notice }) => notice)).toEqual([
      'reminder',
      undefined,
      'ended',
      undefined,
    ]);
  });

  it('moves with an extension, and comes early if an admin ends the access', () => {
    const extended = nextNotice({ endsAt: at(60), notified: 'reminder' }, at(90), at(55));

    expect(extended).toEqual({ watched: { endsAt: at(90), notified: 'start' }, notice: 'extended' });
    expect(nextNotice(STARTED, at(52), at(53)).notice).toBe('ended');
  });
});
