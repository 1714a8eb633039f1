import { isOpen } from '../../functions/core/grant.ts';
import { parseRequestId, type RequestId } from '../../functions/core/ids.ts';
import type { RoleArn } from '../../functions/core/names.ts';
import { createRevoke } from '../../functions/usecases/operating/revoke.ts';
import { callerArn, stsOf } from '../cli/aws-identity.ts';
import { CATALOG_OPTION, loadCatalog, rulesNamed } from '../cli/catalog.ts';
import { type Call, type Command, Refused, UsageError } from '../cli/command.ts';
import { logOf, openQueue, openStores } from '../cli/hub.ts';
import { HUB_OPTIONS, readSettings, type Settings } from '../cli/settings.ts';
import { lastLook, waitForLook } from '../cli/wait-for-look.ts';
import { isOf } from './grants.ts';

const WAIT_SECONDS = 60;

const asRequestId = (text: string): RequestId | undefined => {
  try {
    return parseRequestId(text);
  } catch {
    return undefined;
  }
};

/** The requests to end: one by its ID, or those by which a user holds a role. */
const idsOf = async (
  call: Call,
  settings: Settings,
  stores: ReturnType<typeof openStores>,
): Promise<readonly RequestId[]> => {
  const [what = '', name] = [call.word('WHAT'), call.word('ROLE')];
  if (name === undefined) {
    const id = asRequestId(what);
    if (id !== undefined) return [id];
    throw new UsageError(
      `"${what}" is not a request ID (20 hex digits, as shown by "assume-bot grants"); to end the access of a user, also pass the role: assume-bot revoke ${what} prod-s3`,
    );
  }
  const catalog = await loadCatalog(call, settings);
  const now = call.io.clock.now();
  const partitions = await Promise.all(rulesNamed(catalog, name).map(({ arn }) => stores.grants.ofRole(arn)));
  const held = partitions.flatMap(({ grants }) => grants).filter((grant) => isOpen(grant, now) && isOf(grant, what));
  if (held.length === 0) throw new Refused(`${what} does not hold ${name}; "assume-bot grants" lists all holders`);
  return [...new Set(held.map(({ requestId }) => requestId))];
};

export const revoke: Command = {
  name: 'revoke',
  summary: 'end the access of a user now',
  about:
    'Ends one request by its ID, or all access of a user to a role. A request for a bundle ends completely. The reason is recorded with your AWS identity and sent to the user.\n' +
    'The end is stored first. A worker then closes the trust policy and denies live sessions. With --wait, the command waits until that is done. If the workers are down, IAM still ends the access at its planned time.',
  positionals: [
    { name: 'WHAT', about: 'a request ID, or a user: Slack user ID, IAM user name, session name' },
    { name: 'ROLE', about: 'with a user: the role or bundle', isOptional: true },
  ],
  options: {
    reason: { value: 'TEXT', about: 'the reason; it is recorded and sent to the user' },
    wait: { about: 'wait until IAM was written' },
    ...CATALOG_OPTION,
    ...HUB_OPTIONS,
  },
  examples: ['assume-bot revoke U0ALICE prod-s3 --reason "laptop stolen" --wait'],
  run: async (call) => {
    const { io } = call;
    const reason = call.text('reason')?.trim();
    if (!reason) throw new UsageError('pass a reason with --reason "..."; it is recorded and sent to the user');
    const settings = readSettings(call);
    const stores = openStores(settings, io);
    const ids = await idsOf(call, settings, stores);
    const operator = await callerArn(stsOf(settings.connection, settings.keys));
    const end = createRevoke({
      requests: stores.requests,
      grants: stores.grants,
      users: stores.users,
      roles: Object.values((await loadCatalog(call, settings)).roles).map(({ arn }) => arn),
      queue: openQueue(settings),
      clock: io.clock,
      log: logOf(io),
    });

    const done: { id: RequestId; roles: readonly RoleArn[]; who: string; target: string }[] = [];
    const refused: string[] = [];
    const before = new Map<RoleArn, number>();
    for (const id of ids) {
      const [known] = await stores.requests.getMany([id], () => {});
      for (const { arn } of known?.requested.roles ?? []) before.set(arn, await lastLook(stores.grants, arn));
      const outcome = await end(id, `${reason} (by ${operator}, on the command line)`);
      if (outcome.kind === 'revoked') {
        const { requested } = outcome.request;
        done.push({ id, roles: requested.roles.map(({ arn }) => arn), who: requested.by, target: requested.target });
      } else if (outcome.kind === 'rows_ended') {
        done.push({ id, roles: outcome.roles, who: 'its holder', target: 'a request that cannot be read' });
      } else if (outcome.kind === 'unknown') refused.push(`Request ${id} does not exist.`);
      else if (outcome.kind === 'still_pending')
        refused.push(`Request ${id} is pending and gives no access; deny it in Slack, or let it lapse.`);
      else refused.push(`Request ${id} is already closed: it is ${outcome.status}.`);
    }
    const late: RoleArn[] = [];
    if (call.flag('wait'))
      for (const arn of new Set(done.flatMap(({ roles }) => roles))) {
        io.err(`waiting until ${arn} is closed ...`);
        if (!(await waitForLook(stores.grants, arn, before.get(arn) ?? 0, io, WAIT_SECONDS))) late.push(arn);
      }
    return {
      code: late.length > 0 ? 3 : refused.length > 0 ? 1 : 0,
      json: { revoked: done, refused, notClosedYet: late },
      lines: [
        ...done.map(({ id, who, target }) => `${who} no longer has ${target} (request ${id}).`),
        ...refused,
        ...late.map(
          (arn) =>
            `No worker checked ${arn} within ${WAIT_SECONDS} s: see the log of the reconcile function. The end is stored, and the next worker run applies it.`,
        ),
      ],
    };
  },
};
