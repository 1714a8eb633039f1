import type { StoredItem } from '../../functions/adapters/dynamodb/item.ts';
import { IamFault, SlackFault } from '../../functions/core/fault.ts';
import type { RoleArn } from '../../functions/core/names.ts';
import type { Request } from '../../functions/core/request/request.ts';
import type { Step as IamStep } from '../../functions/core/trust/observed.ts';
import { aWorld, type World } from '../support/a-world.ts';
import { U } from '../support/builders.ts';
import {
  aSetup,
  BUNDLES,
  type Change,
  DEFAULT_MINUTES,
  EXTENDS_BY_MINUTES,
  MOVED,
  ROLE_ARNS,
  SRE,
  SRE_MEMBERS,
  USERS,
  type User,
} from './a-setup.ts';
import { createAwsDecisions } from './aws-decisions.ts';
import { changeLeaf } from './change-leaf.ts';
import { type Comparison, createComparison, timesOfChange } from './compare-with-aws.ts';
import { editTrust } from './edit-trust.ts';
import { readHistory } from './oracle.ts';
import type { OutsideEvent } from './outside-events.ts';
import { breakRun, type Run, runWorkers } from './run-workers.ts';
import { describeStep, type Step } from './steps.ts';
import type { Known } from './tracked.ts';

type Of<Kind extends Step['kind']> = Extract<Step, { kind: Kind }>;

/** The result of a history: each step with its outcome. */
export interface HistoryResult {
  readonly lines: readonly string[];
  /** The first difference between AWS and the specification. */
  readonly wrong?: string;
}

const GROUP_WITHOUT_BOB: readonly User[] = ['dave'];
/** Ends an endless loop of wake-ups; no step needs as many. */
const MAX_WAKES = 500;

/** Runs a history with all use cases on in-memory ports, and compares AWS with the oracle after each step. */
class HistoryRun {
  private readonly world: World;
  private readonly events: OutsideEvent[] = [];
  private readonly requested: Request[] = [];
  private readonly changes = new Set<Change>();
  private readonly refusing = new Set<string>();
  private isAnyDamaged = false;
  private isGroupReadable = true;
  /** A run has failed since the last run that checked everything. */
  private isBehind = false;
  private readonly comparison: Comparison;

  constructor(world: World) {
    this.world = world;
    this.comparison = createComparison(createAwsDecisions(world.iam));
    this.breakPorts();
  }

  private get now(): number {
    return this.world.clock.now().getTime() / 1000;
  }

  /** Makes the ports fail for the roles and groups that the history breaks. */
  private breakPorts(): void {
    const { iam, slack, queue } = this.world;
    const always = { times: Number.POSITIVE_INFINITY };
    iam.faults.inject({
      ...always,
      where: (step: IamStep) => 'roleArn' in step && this.refusing.has(step.roleArn),
      error: new IamFault({
        kind: 'denied',
        message: 'AccessDenied',
        fix: 'allow it',
        retryable: false,
        resource: 'IAM',
      }),
    });
    slack.faults.inject({
      ...always,
      on: ['membersOf'],
      where: () => !this.isGroupReadable,
      error: new SlackFault({ kind: 'unavailable', message: 'no answer', fix: 'wait', retryable: true }),
    });
    queue.takesAtMost(MAX_WAKES);
  }

  begin(): void {
    const at = this.now;
    this.events.push({ kind: 'catalog', at: at - 3600, catalog: aSetup([]).oracleCatalog });
    this.events.push({ kind: 'group', at: at - 3600, group: SRE, members: SRE_MEMBERS });
  }

  private requestAt(index: number): Request | undefined {
    return this.requested[this.requested.length - 1 - (index % Math.max(1, this.requested.length))];
  }

  /** Runs an action with a clock that is fast by some seconds. */
  private async by<T>(skew: number, act: () => Promise<T>): Promise<T> {
    this.world.clock.advance({ seconds: skew });
    try {
      return await act();
    } finally {
      this.world.clock.advance({ seconds: -skew });
    }
  }

  /** Runs a step and returns its outcome. */
  async take(step: Step): Promise<string> {
    switch (step.kind) {
      case 'request':
        return this.requestAccess(step);
      case 'review':
        return this.review(step);
      case 'extend':
        return this.extend(step);
      case 'end':
        return this.end(step);
      case 'revoke':
        return this.revoke(step);
      case 'review emergency':
        return this.reviewEmergency(step);
      case 'lockdown':
        return this.lockdown(step);
      case 'catalog':
        return this.changeCatalog(step);
      case 'member':
        return this.changeMember(step);
      case 'group':
        return this.changeGroup(step);
      case 'foreign':
        return this.edit(step);
      case 'damage':
        return this.damage(step);
      case 'iam':
        return this.refuse(step);
      case 'queue is lost':
        this.world.queue.lose();
        // The sweep wakes it again, up to two minutes later.
        this.isBehind = true;
        return 'lost';
      case 'pass':
        return this.pass(step.seconds);
      case 'sweep':
      case 'look':
      case 'broken sweep':
      case 'work':
        return this.run(step);
      default:
        return step satisfies never;
    }
  }

  private async requestAccess({ by, target, minutes, how, skew }: Of<'request'>): Promise<string> {
    const { world, now: at } = this;
    const starts =
      typeof how === 'object' && 'startsInMinutes' in how ? this.clockTimeIn(how.startsInMinutes) : undefined;
    const onBehalfOf = typeof how === 'object' && 'onBehalfOf' in how ? how.onBehalfOf : undefined;
    const submitted = await this.by(skew, () =>
      world.requestAccess(by, target, {
        // Histories need overlapping grants, which users make on demand only.
        anyway: true,
        ...(minutes === undefined ? {} : { minutes }),
        ...(how === 'emergency' ? { emergency: true as const } : {}),
        ...(starts === undefined ? {} : { from: starts.from }),
        ...(onBehalfOf === undefined ? {} : { onBehalfOf: U(onBehalfOf) }),
      }),
    );
    if (submitted.kind !== 'requested')
      return submitted.kind === 'refused' ? `refused: ${submitted.refusal.kind}` : submitted.kind;
    this.requested.push(submitted.request);
    this.events.push({
      kind: 'requested',
      at,
      clock: at + skew,
      id: submitted.request.id,
      requester: by,
      holder: onBehalfOf ?? by,
      roles: BUNDLES[target] ?? [target],
      wants: { seconds: (minutes ?? DEFAULT_MINUTES) * 60 },
      ...(starts === undefined || starts.at <= at + skew ? {} : { from: starts.at }),
      ...(how === 'emergency' ? { isEmergency: true as const } : {}),
    });
    return `requested: ${submitted.request.id}`;
  }

  /** A future start as a time of day in Berlin. */
  private clockTimeIn(minutes: number) {
    const at = Math.floor(this.now / 60) * 60 + minutes * 60;
    const local = new Date((at + 3600) * 1000);
    return { at, from: { hour: local.getUTCHours(), minute: local.getUTCMinutes() } };
  }

  private async review({ by, request: index, choice, skew }: Of<'review'>): Promise<string> {
    const request = this.requestAt(index);
    if (request === undefined) return 'nothing to review';
    const { id } = request;
    const answer = await this.by(skew, () =>
      this.world.review(by, request, choice === 'deny' ? { deny: 'no' } : choice),
    );
    if (answer.kind === 'denied') this.events.push({ kind: 'denied', at: this.now, id, by });
    if (answer.kind === 'approved' || answer.kind === 'counted')
      this.events.push({
        kind: 'approved',
        at: this.now,
        clock: this.now + skew,
        id,
        by,
        ...(typeof choice === 'object' ? { atMostSeconds: choice.shorter * 60 } : {}),
        isDecisive: answer.kind === 'approved',
      });
    return `${answer.kind}${answer.kind === 'refused' ? `: ${answer.refusal.kind}` : ''} (${id})`;
  }

  private async extend({ by, request: index, minutes, skew }: Of<'extend'>): Promise<string> {
    const request = this.requestAt(index);
    if (request === undefined) return 'nothing to extend';
    const extending = await this.by(skew, () =>
      this.world.extend(by, request, minutes === undefined ? {} : { minutes: Math.min(minutes, EXTENDS_BY_MINUTES) }),
    );
    if (extending.kind !== 'requested')
      return extending.kind === 'refused' ? `refused: ${extending.refusal.kind}` : extending.kind;
    const { id, requested } = extending.request;
    if (requested.extends === undefined || requested.duration.kind !== 'until') return 'not an extension';
    this.requested.push(extending.request);
    this.events.push({
      kind: 'requested',
      at: this.now,
      clock: this.now + skew,
      id,
      requester: by,
      holder: by,
      roles: requested.roles.map(({ name }) => name),
      wants: { until: requested.duration.at.getTime() / 1000 },
      ...(requested.notBefore === undefined ? {} : { from: requested.notBefore.getTime() / 1000 }),
      extends: requested.extends.request,
    });
    return `requested: ${id} extends ${requested.extends.request}`;
  }

  private async end({ by, request: index, skew }: Of<'end'>): Promise<string> {
    const request = this.requestAt(index);
    if (request === undefined) return 'nothing to end';
    const ending = await this.by(skew, () => this.world.endOne(by, request));
    if (ending.kind === 'done')
      this.events.push({ kind: 'ended', at: this.now, clock: this.now + skew, id: request.id, by });
    return `${ending.kind} (${request.id})`;
  }

  private async revoke({ by, user, skew }: Of<'revoke'>): Promise<string> {
    const revoking = await this.by(skew, () => this.world.revoke(by, user, 'all because of a drill'));
    if (revoking.kind === 'revoked')
      this.events.push({ kind: 'revoked', at: this.now, clock: this.now + skew, user, by });
    return revoking.kind === 'refused' ? `refused: ${revoking.refusal.kind}` : revoking.kind;
  }

  private async reviewEmergency({ by, request: index }: Of<'review emergency'>): Promise<string> {
    const request = this.requestAt(index);
    if (request === undefined) return 'nothing to review';
    const answer = await this.world.reviewEmergency(by, request, true);
    if (answer.kind !== 'refused' && answer.kind !== 'unknown')
      this.events.push({ kind: 'reviewed', at: this.now, id: request.id, by });
    return answer.kind;
  }

  private async lockdown({ by, isOn, skew }: Of<'lockdown'>): Promise<string> {
    const turning = await this.by(skew, () => this.world.lockdown(by, isOn ? 'on' : 'off'));
    if (turning.kind !== 'refused' && !turning.kind.startsWith('already'))
      this.events.push({ kind: 'lockdown', at: this.now, clock: this.now + skew, by, isOn });
    return turning.kind;
  }

  private changeCatalog({ change }: Of<'catalog'>): string {
    this.changes[this.changes.has(change) ? 'delete' : 'add'](change);
    const { catalog, oracleCatalog } = aSetup([...this.changes]);
    this.world.catalog = catalog;
    this.events.push({ kind: 'catalog', at: this.now, catalog: oracleCatalog });
    return `changed: ${[...this.changes].join(', ')}`;
  }

  private changeMember({ user, isFullMember }: Of<'member'>): string {
    const accountStatus = isFullMember ? 'member' : 'deactivated';
    this.world.slack.setPerson(U(user), { accountStatus, name: user, timeZone: 'Europe/Berlin' });
    this.events.push({ kind: 'user', at: this.now, user, isFullMember });
    return accountStatus;
  }

  private changeGroup({ is }: Of<'group'>): string {
    const members = is === 'as before' ? SRE_MEMBERS : GROUP_WITHOUT_BOB;
    this.isGroupReadable = is !== 'unreadable';
    if (is !== 'unreadable') this.world.slack.setGroup(SRE, members.map(U));
    this.events.push({
      kind: 'group',
      at: this.now,
      group: SRE,
      members: is === 'unreadable' ? 'unreadable' : members,
    });
    return is;
  }

  private edit(step: Of<'foreign'>): string {
    const edits = editTrust(this.world, step, this.now);
    this.events.push(...edits);
    return edits.length === 0 ? 'no such role' : 'done';
  }

  private damage({ request: index, how, leaf }: Of<'damage'>): string {
    const request = this.requestAt(index);
    if (request === undefined) return 'nothing to damage';
    const items = this.world.store.items();
    const { id } = request;
    const isRow = how === 'row_lost' || how === 'row_tampered';
    const keys = [...items.keys()].filter((key) =>
      isRow ? key.endsWith(` / GRANT#${id}`) : key === `REQ#${id} / REQUEST`,
    );
    if (keys.length === 0) return 'no item yet';
    for (const key of keys) {
      const item = structuredClone(items.get(key) as StoredItem);
      if (how === 'row_lost') items.delete(key);
      else items.set(key, how === 'unreadable' ? { ...item, events: 'rubbish' } : changeLeaf(item, leaf));
    }
    this.isAnyDamaged = true;
    this.events.push({ kind: how, at: this.now, id });
    return id;
  }

  private refuse({ role: index, isRefusing }: Of<'iam'>): string {
    const role = ROLE_ARNS[index % ROLE_ARNS.length] as RoleArn;
    this.refusing[isRefusing ? 'add' : 'delete'](role);
    this.events.push({ kind: 'iam', at: this.now, roleArn: role, isRefusing });
    // Writes that were refused until now are only repeated when they are next due.
    this.isBehind = true;
    return role;
  }

  /** Passes time. Users open sessions while they can, and in the last second before each end. */
  private pass(seconds: number): string {
    const until = this.now + seconds;
    const times = timesOfChange(this.known(), this.now).filter((at) => at > this.now && at < until);
    for (const at of times) this.comparison.takeSessions(at);
    this.world.clock.advance({ seconds });
    return new Date(this.now * 1000).toISOString();
  }

  private async run(step: Run): Promise<string> {
    const { world } = this;
    const deadLettersBefore = world.queue.dead().length;
    let isBroken = step.kind === 'broken sweep' || step.kind === 'work';
    const repair = breakRun(world, step);
    const before = this.now;
    await this.by(step.skew, () => runWorkers(world, step, this.requested, (index) => this.requestAt(index))).catch(
      () => {
        isBroken = true;
      },
    );
    repair();
    // A worker that waited has advanced the clock.
    const clock = this.now + step.skew;
    isBroken ||= this.now !== before;
    const isLate = world.queue.dead().length > deadLettersBefore && !this.isAnyDamaged && this.refusing.size === 0;
    if (isBroken || isLate) this.isBehind = true;
    else if (step.kind === 'look') this.isBehind = false;
    const isWhole = !isBroken && !isLate && (step.kind === 'look' || !this.isBehind);
    const extent = !isWhole ? 'partial' : step.kind === 'look' ? 'looked' : 'complete';
    this.events.push({ kind: 'worked', at: this.now, clock, extent });
    return extent;
  }

  private known(): Known {
    return readHistory(this.events);
  }

  /** The first difference between AWS and the specification. */
  compare(): string | undefined {
    if (this.world.queue.isFull()) return 'the workers wake each other without end';
    this.world.queue.takesAtMost(MAX_WAKES);
    return this.comparison.compare(this.known(), this.now);
  }
}

/** Runs a history to its end, or to the first difference. */
export const runHistory = async (steps: readonly Step[]): Promise<HistoryResult> => {
  const world = await aWorld({ catalog: aSetup([]).catalog, groups: { [SRE]: SRE_MEMBERS.map(U) } });
  for (const user of USERS)
    world.slack.setPerson(U(user), { accountStatus: 'member', name: user, timeZone: 'Europe/Berlin' });
  world.iam.add({ users: [MOVED] });
  await world.sweep();
  const run = new HistoryRun(world);
  run.begin();
  const lines: string[] = [];
  for (const step of steps) {
    const outcome = await run.take(step).catch((fault: unknown) => `failed: ${String(fault)}`);
    lines.push(`${describeStep(step)} -> ${outcome}`);
    const wrong = run.compare();
    if (wrong !== undefined) return { lines, wrong };
  }
  return { lines };
};
