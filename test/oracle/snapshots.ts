import { ACCOUNT_READ_LASTS_SECONDS, READ_LASTS_SECONDS, type Snapshot } from './answers.ts';
import type { OutsideEvent, Second } from './outside-events.ts';

type Of<Kind extends OutsideEvent['kind']> = Extract<OutsideEvent, { kind: Kind }>;

/** The catalog, users and groups of a history, at each time. */
export class Snapshots {
  private readonly timeline: Snapshot[] = [];

  get latest(): Snapshot {
    const snapshot = this.timeline.at(-1);
    if (snapshot === undefined) throw new Error('a history begins with a catalog');
    return snapshot;
  }

  change(at: Second, changed: Partial<Snapshot>): void {
    const before = this.timeline.at(-1) ?? { outsiders: [], groups: {} };
    this.timeline.push({ ...before, ...changed, from: at } as Snapshot);
  }

  changeUser({ at, user, isFullMember }: Of<'user'>): void {
    const others = this.latest.outsiders.filter((one) => one !== user);
    this.change(at, { outsiders: isFullMember ? others : [...others, user] });
  }

  changeGroup({ at, group, members }: Of<'group'>): void {
    const { groups } = this.latest;
    const before = groups[group];
    const unreadable = { members: before?.members ?? [], unreadableSince: before?.unreadableSince ?? at };
    this.change(at, { groups: { ...groups, [group]: members === 'unreadable' ? unreadable : { members } } });
  }

  /** The users and groups at each time of the last 15 minutes, with the latest catalog. */
  recent(now: Second, seconds = READ_LASTS_SECONDS): readonly Snapshot[] {
    const since = now - seconds;
    const { catalog } = this.latest;
    return this.timeline
      .filter((_, index) => (this.timeline[index + 1]?.from ?? Number.POSITIVE_INFINITY) >= since)
      .map((snapshot) => ({ ...snapshot, catalog }));
  }

  isAdmin(user: string, now: Second): boolean {
    return this.latest.catalog.admins.includes(user) && this.isMember(user, now);
  }

  /** With data that may have been read from Slack "up to 15 minutes ago (30 minutes for account status)". */
  isMember(user: string, now: Second): boolean {
    return this.recent(now, ACCOUNT_READ_LASTS_SECONDS).some(({ outsiders }) => !outsiders.includes(user));
  }
}
