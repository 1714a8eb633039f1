import {
  allOf,
  certainly,
  EITHER,
  identityOf,
  isCertain,
  isPossible,
  isSameUser,
  type Snapshot,
  YES,
} from './answers.ts';
import type { OutsideEvent, Requested, Second } from './outside-events.ts';
import { approvalsNeeded, isApproved, isHeldPossible, isOpeningPossible, mayRequest } from './preconditions.ts';
import { Snapshots } from './snapshots.ts';
import type { Between, Grant, Known, Tracked } from './tracked.ts';

type Of<Kind extends OutsideEvent['kind']> = Extract<OutsideEvent, { kind: Kind }>;

/** The most by which the clock of a component may differ from AWS's. */
export const SKEW_SECONDS = 5;

/** Applies docs/specification.md to a history, without code of the bot. */
class HistoryReader {
  private now: Second = 0;
  private isSkewed = false;
  private isLockedDown = false;
  private readonly snapshots = new Snapshots();
  private readonly tracked: Tracked[] = [];
  private forged: Known['forged'] = [];
  /** The latest clock of a worker. A fact of a request may have this time. */
  private workerClock: Second = 0;
  private readonly refusing = new Set<string>();
  private readonly openToAll = new Set<string>();

  known(): Known {
    const { now, tracked, forged } = this;
    return { now, tracked, forged, skewSeconds: this.isSkewed ? SKEW_SECONDS : 0 };
  }

  private get snapshot(): Snapshot {
    return this.snapshots.latest;
  }

  private find(id: string): Tracked | undefined {
    return this.tracked.find(({ request }) => request.id === id);
  }

  private around() {
    const { snapshot, now: at, isLockedDown, tracked, openToAll } = this;
    return { snapshot, at, isLockedDown, tracked, openToAll };
  }

  read(event: OutsideEvent): void {
    this.now = event.at;
    if ('clock' in event && event.clock !== event.at) this.isSkewed = true;
    switch (event.kind) {
      case 'catalog':
        this.snapshots.change(event.at, { catalog: event.catalog });
        return;
      case 'user':
        this.snapshots.changeUser(event);
        return;
      case 'group':
        this.snapshots.changeGroup(event);
        return;
      case 'requested':
        this.readRequested(event);
        return;
      case 'approved':
        this.readApproved(event);
        return;
      case 'denied':
        this.readDenied(event);
        return;
      case 'ended':
        this.readEnded(event);
        return;
      case 'revoked':
        this.readRevoked(event);
        return;
      case 'reviewed':
        this.readReviewed(event);
        return;
      case 'lockdown':
        this.readLockdown(event);
        return;
      case 'tampered':
      case 'unreadable':
      case 'row_tampered':
      case 'row_lost':
        this.readDamage(event);
        return;
      case 'untrusted':
        this.readUntrusted(event);
        return;
      case 'open_to_all':
        this.openToAll.add(event.roleArn);
        return;
      case 'forged':
        this.forged = [...this.forged, event];
        return;
      case 'iam':
        this.refusing[event.isRefusing ? 'add' : 'delete'](event.roleArn);
        return;
      case 'worked':
        this.readWorked(event);
        return;
      default:
        event satisfies never;
    }
  }

  /** A forged statement that was removed before any run leaves no session name to deny. */
  private readUntrusted({ at, roleArn }: Of<'untrusted'>): void {
    for (const grant of this.tracked.flatMap(({ grants }) => grants))
      if (grant.roleArn === roleArn) grant.isDisturbed = true;
    this.forged = this.forged.map((one) =>
      one.roleArn === roleArn && one.removedAt === undefined ? { ...one, vanishedAt: one.vanishedAt ?? at } : one,
    );
  }

  private readRequested(request: Requested): void {
    const { snapshot } = this;
    const grants = request.roles.map(
      (role): Grant => ({
        role,
        roleArn: snapshot.catalog.roles[role]?.arn ?? 'no such role',
        canBeOpen: false,
        canHaveStarted: false,
        isOpened: false,
        canBeClosed: false,
        isDisturbed: false,
      }),
    );
    const identity = identityOf(request.holder, snapshot);
    const base = request.extends === undefined ? undefined : this.find(request.extends);
    const one: Tracked = {
      request,
      identity: identity?.arn,
      sessionName: identity?.sessionName,
      isNameFree: identity?.isNameFree === true,
      isOfOpenAccount: identity?.isOfOpenAccount === true,
      isOfBreakGlassAccount: identity?.isOfBreakGlassAccount === true,
      isOfEmergency: base?.isOfEmergency === true || base?.request.isEmergency === true,
      grants,
      requestedUnder: snapshot,
      validity: YES,
      isOver: false,
      isReviewed: false,
      isAutomatic: false,
      isIntact: true,
      isRowIntact: true,
      isReadable: true,
      isRowLost: false,
      approvals: [],
      lastFact: request.clock,
    };
    one.validity = allOf(
      certainly(!this.isLockedDown),
      certainly(!request.isEmergency || !this.isReviewOwed(request)),
      certainly(!request.isEmergency || request.extends === undefined),
      ...grants.map(({ role, roleArn }) => this.couldRequest(request, role, roleArn)),
      certainly(this.isExtensionAllowed(request)),
    );
    this.tracked.push(one);
    one.isAutomatic = grants.every((grant) => approvalsNeeded(one, grant, snapshot) === 0);
  }

  /** Whether the user may request a role. The answer may use recent data. */
  private couldRequest(request: Requested, role: string, roleArn: string) {
    const answers = this.snapshots
      .recent(this.now)
      .flatMap((snapshot) => mayRequest(request, role, roleArn, snapshot, this.now));
    return [...new Set(answers)];
  }

  /** "Until the review, no other emergency of the same user is accepted." */
  private isReviewOwed({ holder }: Requested): boolean {
    return this.tracked.some(
      ({ request, isReviewed, box }) =>
        request.isEmergency && box !== undefined && !isReviewed && isSameUser(request.holder, holder, this.snapshot),
    );
  }

  /** "It covers only the roles that were confirmed in the base", whose time box is not over. */
  private isExtensionAllowed({ extends: id, roles, clock }: Requested): boolean {
    if (id === undefined) return true;
    const base = this.find(id);
    if (base?.box === undefined || clock >= base.box.end.last + SKEW_SECONDS) return false;
    return roles.every((role) => base.grants.some((grant) => grant.role === role && grant.canBeOpen));
  }

  private firstStart(one: Tracked): Second | undefined {
    const base = one.request.extends === undefined ? undefined : this.find(one.request.extends);
    return base === undefined ? one.box?.start.last : this.firstStart(base);
  }

  /** "The approval fixes the time box." */
  private decide(one: Tracked, clock: Second): void {
    const first = Math.max(clock, one.lastFact);
    this.openBox(one, { first, last: this.isSkewed ? Math.max(first, this.workerClock) : first });
    one.lastFact = first;
  }

  /** A request without required approvals is decided when it is made, or in the first run that can check it. */
  private decideAutomatic(one: Tracked, clock: Second, isWhole: boolean): void {
    if (!one.isAutomatic || one.isOver) return;
    // It may have lapsed before the first run.
    if (this.hasLapsed(one, clock)) one.validity = allOf(one.validity, EITHER);
    this.openBox(one, {
      first: one.request.clock,
      last: Math.max(clock, this.now, one.lastFact, this.isSkewed ? this.workerClock : 0),
    });
    const answers = one.grants.map((grant) => isOpeningPossible(one, grant, this.around()));
    if (isWhole && isCertain(allOf(...answers), 'yes')) one.isAutomatic = false;
  }

  private openBox(one: Tracked, recorded: Between): void {
    const { request, approvals } = one;
    const start = {
      first: Math.max(recorded.first, request.from ?? 0),
      last: Math.max(recorded.last, request.from ?? 0),
    };
    const least = Math.min(...approvals.map(({ atMostSeconds }) => atMostSeconds ?? Number.POSITIVE_INFINITY));
    const { wants } = request;
    const endAfter = (from: Second) => Math.min('seconds' in wants ? from + wants.seconds : wants.until, from + least);
    one.box = { start, end: this.capped(one, { first: endAfter(start.first), last: endAfter(start.last) }) };
  }

  /** "The rule limits the total time from the first start." */
  private capped(one: Tracked, end: Between): Between {
    if (one.request.extends === undefined) return end;
    const totals = one.grants.map(
      ({ role }) => one.requestedUnder.catalog.roles[role]?.extension?.longestTotalSeconds ?? 0,
    );
    const latest = (this.firstStart(one) ?? 0) + Math.min(...totals);
    return { first: Math.min(end.first, latest), last: Math.min(end.last, latest) };
  }

  private hasLapsed({ request }: Tracked, clock: Second): boolean {
    const base = request.extends === undefined ? undefined : this.find(request.extends);
    const ends = [
      request.clock + this.snapshot.catalog.lapsesAfterSeconds,
      'until' in request.wants ? request.wants.until : Number.POSITIVE_INFINITY,
      base?.box?.end.last ?? Number.POSITIVE_INFINITY,
      base?.end?.isCertain ? base.end.at.last : Number.POSITIVE_INFINITY,
    ];
    return clock - (this.isSkewed ? SKEW_SECONDS : 0) >= Math.min(...ends);
  }

  private readApproved({ id, by, clock, atMostSeconds, isDecisive }: Of<'approved'>): void {
    const one = this.find(id);
    if (one === undefined || one.box !== undefined) return;
    one.approvals.push(atMostSeconds === undefined ? { by } : { by, atMostSeconds });
    if (!isDecisive) {
      one.lastFact = Math.max(one.lastFact, clock);
      return;
    }
    const isPending = !one.isOver && !this.isLockedDown && !this.hasLapsed(one, clock);
    one.validity = allOf(
      one.validity,
      certainly(isPending && one.isIntact),
      isApproved(one, this.snapshots.recent(this.now), this.snapshot, this.now),
    );
    this.decide(one, clock);
  }

  private readDenied({ id }: Of<'denied'>): void {
    const one = this.find(id);
    if (one !== undefined && one.box === undefined) one.isOver = true;
  }

  private readEnded({ id, by, clock }: Of<'ended'>): void {
    const one = this.find(id);
    if (!one?.isReadable) return;
    const { snapshot } = this;
    const isOwn = isSameUser(by, one.request.holder, snapshot);
    const isOfRequester = one.box === undefined && isSameUser(by, one.request.requester, snapshot);
    if (isOwn || isOfRequester ? this.snapshots.isMember(by, this.now) : this.snapshots.isAdmin(by, this.now))
      this.end(one, clock, true);
  }

  private readRevoked({ user, by, clock }: Of<'revoked'>): void {
    if (!this.snapshots.isAdmin(by, this.now)) return;
    for (const one of this.tracked)
      if (one.isReadable && isSameUser(one.request.holder, user, this.snapshot)) this.end(one, clock, true);
  }

  private readReviewed({ id, by }: Of<'reviewed'>): void {
    const one = this.find(id);
    if (one !== undefined && !isSameUser(by, one.request.holder, this.snapshot)) one.isReviewed = true;
  }

  /**
   * "All held access ends": certainly in a complete run while the lockdown is on. Access that no run ended before the
   * lockdown is turned off may continue.
   */
  private readLockdown({ by, isOn, clock }: Of<'lockdown'>): void {
    if (!this.snapshots.isAdmin(by, this.now)) return;
    this.isLockedDown = isOn;
    if (!isOn) return;
    for (const one of this.tracked) {
      if (one.box === undefined) one.validity = allOf(one.validity, EITHER);
      else this.end(one, clock, false);
    }
  }

  private end(one: Tracked, clock: Second, isCertain: boolean): void {
    if (one.box === undefined) {
      one.isOver = true;
      return;
    }
    if (one.end?.isCertain || this.now >= one.box.end.last) return;
    const last = this.isSkewed ? Math.max(clock, one.lastFact, this.workerClock, this.now) : this.now;
    one.end = { at: { first: Math.min(clock, this.now), last }, isCertain };
    if (!isCertain) for (const grant of one.grants) grant.canBeClosed = true;
    this.endBaseOf(one, clock, isCertain);
  }

  /** "If an active extension ends early, its base ends too." */
  private endBaseOf(one: Tracked, clock: Second, isCertain: boolean): void {
    const base = one.request.extends === undefined ? undefined : this.find(one.request.extends);
    if (base === undefined || !one.grants.some(({ canBeOpen }) => canBeOpen)) return;
    this.end(base, clock, isCertain && one.grants.every(({ isOpened }) => isOpened));
  }

  private readDamage({ kind, id }: Of<'tampered' | 'unreadable' | 'row_tampered' | 'row_lost'>): void {
    const one = this.find(id);
    if (one === undefined) return;
    if (kind === 'tampered') one.isIntact = false;
    if (kind === 'row_tampered') one.isRowIntact = false;
    if (kind === 'unreadable') one.isReadable = false;
    if (kind === 'row_lost') one.isRowLost = true;
    for (const grant of one.grants) grant.canBeClosed = true;
  }

  private readWorked({ clock, extent }: Of<'worked'>): void {
    this.workerClock = Math.max(this.workerClock, clock, this.now);
    for (const one of this.tracked) {
      if (this.isLockedDown && extent !== 'partial' && one.box === undefined) one.isOver = true;
      // The specification has no deadline for reading a stored role. It is certainly read when its role is compared.
      if (extent === 'looked' && !one.isRowIntact) one.isIntact = false;
      this.decideAutomatic(one, clock, extent !== 'partial');
    }
    // One run opens requests in any order, also those that it has just decided.
    for (const one of this.tracked) {
      if (one.box === undefined || this.now >= one.box.end.last) continue;
      for (const grant of one.grants) {
        const isSeen = extent === 'looked' || !one.isRowLost;
        const isDone = extent !== 'partial' && isSeen && !this.refusing.has(grant.roleArn);
        if (extent === 'looked' && isDone) grant.isDisturbed = false;
        if (grant.closedAt === undefined) (isDone ? this.workThrough : this.workPartly).call(this, one, grant);
      }
      this.spreadDoubt(one, clock);
    }
    if (extent === 'looked')
      this.forged = this.forged.map((one) =>
        one.removedAt === undefined && one.vanishedAt === undefined && !this.refusing.has(one.roleArn)
          ? { ...one, removedAt: this.now }
          : one,
      );
  }

  private workPartly(one: Tracked, grant: Grant): void {
    const held = isHeldPossible(one, grant, this.around());
    const opening = isOpeningPossible(one, grant, this.around());
    if (isPossible(opening, 'yes')) this.open(one, grant);
    const isLost = isPossible(held, 'no') || (!grant.isOpened && isPossible(opening, 'no'));
    if (isLost || this.refusing.has(grant.roleArn)) grant.canBeClosed = true;
  }

  private workThrough(one: Tracked, grant: Grant): void {
    const held = isHeldPossible(one, grant, this.around());
    if (isCertain(held, 'no')) {
      this.close(one, grant);
      return;
    }
    if (isPossible(held, 'no')) grant.canBeClosed = true;
    if (grant.isOpened) return;
    const opening = isOpeningPossible(one, grant, this.around());
    // Access that was written before its start is checked again in the first run after the start.
    if (isCertain(opening, 'no') && (this.hasStarted(one) ? !grant.canHaveStarted : !grant.canBeOpen)) {
      this.close(one, grant);
      return;
    }
    if (isPossible(opening, 'no')) grant.canBeClosed = true;
    if (isPossible(opening, 'yes')) this.open(one, grant);
    if (isCertain(opening, 'yes') && this.hasStarted(one)) grant.isOpened = true;
  }

  private hasStarted({ box }: Tracked): boolean {
    return box !== undefined && this.now >= box.start.last;
  }

  private open(one: Tracked, grant: Grant): void {
    grant.canBeOpen = true;
    if (this.hasStarted(one)) grant.canHaveStarted = true;
  }

  private close(one: Tracked, grant: Grant): void {
    grant.closedAt = this.now;
    one.end ??= { at: { first: this.now, last: this.now }, isCertain: false };
  }

  /** "An unmet precondition fails a request": a role that may be closed may have closed the other roles, and the base. */
  private spreadDoubt(one: Tracked, clock: Second): void {
    if (one.grants.every(({ canBeClosed, closedAt }) => !canBeClosed && closedAt === undefined)) return;
    for (const grant of one.grants) grant.canBeClosed = true;
    this.endBaseOf(one, clock, false);
  }
}

/** The knowledge about a history at its end. */
export const readHistory = (events: readonly OutsideEvent[]): Known => {
  const reader = new HistoryReader();
  for (const event of events) reader.read(event);
  return reader.known();
};
