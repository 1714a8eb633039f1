import type { WhoAbout } from '../../functions/core/authority/sight.ts';
import type { Catalog } from '../../functions/core/catalog/catalog.ts';
import { defined } from '../../functions/core/defined.ts';
import type { SlackGroupId, SlackUserId, UserArn } from '../../functions/core/names.ts';
import type { MessageRef, Request } from '../../functions/core/request/request.ts';
import type { ClockTime } from '../../functions/core/schedule/duration.ts';
import { addSeconds } from '../../functions/core/time.ts';
import type { Statement } from '../../functions/core/trust/documents.ts';
import type { Step } from '../../functions/core/trust/observed.ts';
import { DEFAULT_HUB } from '../../functions/core/trust/policy-names.ts';
import { isOurs } from '../../functions/core/trust/statements.ts';
import { createRevokeAccess, createSetLockdown } from '../../functions/usecases/answering/administer.ts';
import { createEnd } from '../../functions/usecases/answering/end.ts';
import { createExtend } from '../../functions/usecases/answering/extend.ts';
import { createList, createWho } from '../../functions/usecases/answering/list.ts';
import { createExtendOnce, createReadOwnAccess } from '../../functions/usecases/answering/own-access.ts';
import { createRequestAccess } from '../../functions/usecases/answering/request-access.ts';
import { type ApproverChoice, createReview, createReviewEmergency } from '../../functions/usecases/answering/review.ts';
import type { AuditTrail, Clock, Iam, Log, OnCall, Wake } from '../../functions/usecases/ports.ts';
import { createSweep } from '../../functions/usecases/scheduled/sweep.ts';
import { readPeople } from '../../functions/usecases/shared/read-people.ts';
import { createDelegate } from '../../functions/usecases/working/delegate.ts';
import { createFollowLockdown } from '../../functions/usecases/working/follow-lockdown.ts';
import { createFollowRequest } from '../../functions/usecases/working/follow-request.ts';
import { createNotifyRefusedClick } from '../../functions/usecases/working/notify-refused-click.ts';
import { createOfferWindow } from '../../functions/usecases/working/offer-window.ts';
import { createPublishHomeTab } from '../../functions/usecases/working/publish-home-tab.ts';
import { createReconcileRole } from '../../functions/usecases/working/reconcile-role.ts';
import { createReconcileUser } from '../../functions/usecases/working/reconcile-user.ts';
import { createRedrawAnswer } from '../../functions/usecases/working/redraw-answer.ts';
import { aCatalog, actor, aTrust, breakGlass, ROLE } from './builders.ts';
import { createFaults, type Faults, withFaults } from './faults.ts';
import { aClock, type FixedClock } from './fixed-clock.ts';
import { createMemoryIam, type MemoryIam } from './memory-iam.ts';
import { createMemoryQueue, type MemoryQueue } from './memory-queue.ts';
import { createMemorySlack, type MemorySlack } from './memory-slack.ts';
import { createMemoryStore, type MemoryStore } from './memory-store.ts';

import { createMemoryTickets, type MemoryTickets } from './memory-tickets.ts';

export const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} };

/** All use cases over ports in memory, with a fixed clock. Workers run when a test starts them. */
export interface World {
  readonly clock: FixedClock;
  readonly store: MemoryStore;
  readonly iam: MemoryIam;
  readonly slack: MemorySlack;
  readonly queue: MemoryQueue;
  readonly tickets: MemoryTickets;
  /** Faults of the ports that the use cases call, by port and method: `requests.save`, `iam.put_trust`. */
  readonly faults: Faults<PortCall>;
  /** Runs after each call that changes the world. */
  onEffect: () => void;
  /** The messages of the error log lines, in order. */
  errors(): readonly string[];
  catalog: Catalog;
  requestAccess(
    name: string,
    what: string,
    options?: {
      minutes?: number;
      reason?: string;
      from?: ClockTime;
      emergency?: true;
      onBehalfOf?: SlackUserId;
      anyway?: true;
    },
  ): ReturnType<ReturnType<typeof createRequestAccess>>;
  review(
    name: string,
    request: Request,
    choice?: ApproverChoice,
    at?: MessageRef,
  ): ReturnType<ReturnType<typeof createReview>>;
  end(name: string, what: string): ReturnType<ReturnType<typeof createEnd>>;
  /** Ends one request, like its button. */
  /** A click on End or Cancel, on a row that includes other requests. */
  endOne(name: string, request: Request, ...others: Request[]): ReturnType<ReturnType<typeof createEnd>>;
  list(name: string): ReturnType<ReturnType<typeof createList>>;
  who(name: string, about: WhoAbout): ReturnType<ReturnType<typeof createWho>>;
  /** `what` is the text after the user in the command. */
  revoke(name: string, person: string, what: string): ReturnType<ReturnType<typeof createRevokeAccess>>;
  lockdown(name: string, turn: 'on' | 'off', why?: string): ReturnType<ReturnType<typeof createSetLockdown>>;
  /** `/assume delegate` and this. Returns the answer. */
  delegate(name: string, rest: string): Promise<string>;
  /** Reviews an emergency as an approver. */
  reviewEmergency(
    name: string,
    request: Request,
    wasRight: boolean,
    note?: string,
  ): ReturnType<ReturnType<typeof createReviewEmergency>>;
  extend(
    name: string,
    what: string | Request,
    input?: { minutes?: number; reason?: string },
  ): ReturnType<ReturnType<typeof createExtend>>;
  /** The end of a user's own access, as the API of users reads it. */
  ownAccess(name: string, what: string): ReturnType<ReturnType<typeof createReadOwnAccess>>;
  /** Extends a request at most once, as the API of users does. */
  extendOnce(name: string, request: Request, minutes?: number): ReturnType<ReturnType<typeof createExtendOnce>>;
  /** The audit bucket: records by their names. */
  readonly kept: Map<string, string>;
  isTrailClosed: boolean;
  /** How many seconds the clock of the workers is ahead of the clock of slack-events. */
  workersAheadSeconds: number;
  onCallNow: (schedule: string) => readonly SlackUserId[];
  /** Opens the Home tab. */
  openHome(name: string): Promise<void>;
  /** Runs the workers until the queue is empty. */
  settle(): Promise<void>;
  /** Runs the sweep and the workers that it wakes. */
  sweep(): Promise<void>;
  /** Requests access, approves it as bob, and runs the workers. */
  grant(name: string, what?: string, minutes?: number): Promise<Request>;
  read(request: Request): Promise<Request>;
  /** The statements of the bot in the trust policy of ROLE. */
  ours(): readonly Statement[];
  foreign(): readonly Statement[];
}

/** The methods that only read. All others change the world, so that a new method is counted by default. */
const READS = new Set([
  'get',
  'getMany',
  'recentOf',
  'due',
  'open',
  'ofRole',
  'read',
  'unnotified',
  'observeRole',
  'observeUser',
  'readBackRole',
  'readBackUser',
  'person',
  'membersOf',
  'home',
  'onCallNow',
]);
type PortCall = `${string}.${string}`;
type Around = Faults<PortCall>['around'];

/** The ports with injected faults. */
const faulty = <Ports extends Readonly<Record<string, object>>>(ports: Ports, around: Around): Ports =>
  Object.fromEntries(
    Object.entries(ports).map(([name, port]) => [
      name,
      withFaults(port, { around }, (method): PortCall => `${name}.${String(method)}`),
    ]),
  ) as Ports;

/** The IAM port names its calls by the kind of step, and returns another port for former manager roles. */
const faultyIam = ({ through, ...calls }: Iam, around: Around): Iam => ({
  ...withFaults(
    calls,
    { around },
    (method, [step]): PortCall => (method === 'apply' ? `iam.${(step as Step).kind}` : `iam.${method}`),
  ),
  through: (managerRoleName) => faultyIam(through(managerRoleName), around),
});

const member = (name: string) => ({ accountStatus: 'member', name, timeZone: 'Europe/Berlin' }) as const;

/** A world at 2030-01-01T12:00:00Z with the example catalog and its roles and users in IAM. All users are full members. */
export const aWorld = async (
  options: {
    catalog?: Catalog;
    trust?: readonly Statement[];
    groups?: Readonly<Record<string, readonly SlackUserId[]>>;
  } = {},
): Promise<World> => {
  const catalog = options.catalog ?? aCatalog();
  const clock = aClock('2030-01-01T12:00:00Z');
  const store = createMemoryStore();
  const slack = createMemorySlack();
  const queue = createMemoryQueue();
  const tickets = createMemoryTickets(clock.now);
  const userArns = Object.values(catalog.people).flatMap((person): UserArn[] =>
    person.kind === 'iam-user' ? [person.arn] : [],
  );
  const iam = createMemoryIam({
    roles: [...new Set(Object.values(catalog.roles).map(({ arn }) => arn))].map((arn) => ({
      arn,
      trust: aTrust(...(options.trust ?? [breakGlass])),
    })),
    users: userArns.map((arn) => ({ arn })),
  });
  for (const id of Object.keys(catalog.people) as SlackUserId[]) slack.setPerson(id, member(id));
  for (const [id, members] of Object.entries(options.groups ?? {})) slack.setGroup(id as SlackGroupId, members);
  for (const name of ['bob', 'carol']) slack.setPerson(actor(name).id, member(name));

  const faults = createFaults<PortCall>((kind) => !READS.has(kind.split('.')[1] ?? ''));
  const around: Around = async (kind, args, effect) => {
    const value = await faults.around(kind, args, effect);
    if (!READS.has(kind.split('.')[1] ?? '')) world.onEffect();
    return value;
  };
  const { wake } = queue;
  const trail: AuditTrail = {
    keep: async (name, text) => {
      if (world.isTrailClosed) throw new Error('AccessDenied');
      const outcome = world.kept.has(name) ? 'there' : 'kept';
      if (outcome === 'kept') world.kept.set(name, text);
      return outcome;
    },
  };
  const { requests, grants, userAccess: users, due, directory, lockdowns, delegations, refusals } = store;
  const onCall: OnCall = { onCallNow: async (schedule) => world.onCallNow(schedule) };
  const ports = {
    ...faulty(
      { requests, grants, users, due, directory, lockdowns, delegations, refusals, slack, queue: { wake }, onCall },
      around,
    ),
    iam: faultyIam(iam, around),
    trail,
    backlog: { count: async () => queue.size() },
    tickets,
  };
  const errors: string[] = [];
  const log: Log = { ...silentLog, error: (message) => void errors.push(message) };
  const deps = () => ({ ...ports, catalog: world.catalog, hub: DEFAULT_HUB, clock, log });
  const workerClock: Clock = { ...clock, now: () => addSeconds(clock.now(), world.workersAheadSeconds) };
  const work = (wake: Wake): Promise<void> => {
    const all = { ...deps(), clock: workerClock };
    switch (wake.kind) {
      case 'request':
        return createFollowRequest(all)(wake.id);
      case 'role':
        return createReconcileRole(all)(wake.arn);
      case 'user':
        return createReconcileUser(all)(wake.arn);
      case 'refused_click':
        return createNotifyRefusedClick(all)(wake.id);
      case 'home':
        return createPublishHomeTab(all)(wake.user);
      case 'answer':
        return createRedrawAnswer(all)(wake);
      case 'person':
        return readPeople(all, [wake.user]).then(() => {});
      case 'window':
        return createOfferWindow(all)(wake.user, wake);
      case 'delegate':
        return createDelegate(all)(wake);
      case 'lockdown':
        return createFollowLockdown(all)();
      default:
        return wake satisfies never;
    }
  };

  const world: World = {
    clock,
    store,
    iam,
    slack,
    queue,
    tickets,
    faults,
    onEffect: () => {},
    kept: new Map(),
    isTrailClosed: false,
    workersAheadSeconds: 0,
    errors: () => [...errors],
    onCallNow: () => [],
    catalog,
    requestAccess: (name, what, { minutes, reason = 'INC-42: db is down', ...more } = {}) =>
      createRequestAccess(deps())({
        actor: actor(name),
        input: {
          name: what,
          reason,
          ...more,
          ...(minutes === undefined ? {} : { duration: { kind: 'minutes', minutes } }),
        },
        text: what,
      }),
    review: (name, { id }, choice = 'approve', at) =>
      createReview(deps())({ actor: actor(name), id, choice, ...defined({ card: at }) }),
    endOne: (name, { id }, ...others) =>
      createEnd(deps())({ actor: actor(name), id, others: others.map((one) => one.id) }),
    list: (name) => createList(deps())({ actor: actor(name) }),
    who: (name, about) => createWho(deps())({ actor: actor(name), about, text: 'who' }),
    revoke: (name, person, what) =>
      createRevokeAccess(deps())({
        actor: actor(name),
        person: actor(person).id,
        name: what.split(' ')[0] ?? '',
        why: what.split(' ').slice(1).join(' '),
        text: what,
        isConfirmed: true,
      }),
    lockdown: (name, turn, why = 'keys have leaked') =>
      createSetLockdown({ ...deps(), directory: { read: () => ports.directory.read(), forget: () => {} } })({
        actor: actor(name),
        isOn: turn === 'on',
        why,
        text: `lockdown ${turn}`,
      }),
    delegate: async (name, value) => {
      await queue.wake({ kind: 'delegate', user: actor(name).id, url: 'https://hooks.slack.com/1', value });
      await world.settle();
      return slack.told().findLast(({ to }) => to === 'answer')?.text ?? '';
    },
    reviewEmergency: (name, { id }, wasRight, note = '') =>
      createReviewEmergency(deps())({ actor: actor(name), id, result: { wasRight, note } }),
    extend: (name, what, input = {}) =>
      createExtend(deps())({
        actor: actor(name),
        ...(typeof what === 'string' ? { name: what } : { id: what.id }),
        ...input,
        text: 'extend',
      }),
    ownAccess: (name, what) => createReadOwnAccess(deps())(actor(name), what),
    extendOnce: (name, { id }, minutes) =>
      createExtendOnce(deps())({ actor: actor(name), id, ...defined({ minutes }) }),
    end: (name, what) => createEnd(deps())({ actor: actor(name), name: what }),
    openHome: async (name) => {
      await queue.wake({ kind: 'home', user: actor(name).id });
      await world.settle();
    },
    settle: () => queue.drain(work),
    sweep: async () => {
      await createSweep({ ...deps(), clock: workerClock })();
      await world.settle();
    },
    grant: async (name, what = 'prod-s3', minutes) => {
      const submitted = await world.requestAccess(name, what, { ...defined({ minutes }), anyway: true });
      if (submitted.kind !== 'requested') throw new Error(`${name} could not ask: ${JSON.stringify(submitted)}`);
      await world.settle();
      await world.review('bob', submitted.request);
      await world.settle();
      return world.read(submitted.request);
    },
    read: async ({ id }) => {
      const request = await store.requests.get(id);
      if (request === undefined) throw new Error(`no request ${id}`);
      return request;
    },
    ours: () => iam.trust(ROLE)?.Statement.filter((statement) => isOurs(statement, DEFAULT_HUB)) ?? [],
    foreign: () => iam.trust(ROLE)?.Statement.filter((statement) => !isOurs(statement, DEFAULT_HUB)) ?? [],
  };
  await world.sweep();
  return world;
};
