import { KEYS, PARTITIONS } from '../../contract.ts';
import { parseRoleArn, parseUserArn, type RoleArn, type UserArn } from '../../core/names.ts';
import { parseRequestId, type RequestId } from '../../core/request/ids.ts';
import type { RefusalId, Wake } from '../../usecases/ports.ts';

/** The primary key of one item. */
export type ItemKey = Readonly<Record<typeof KEYS.partition | typeof KEYS.sort, string>>;

/** A key, or an item with its key, as DynamoDB returns it. */
type Keyed = Readonly<Record<string, unknown>>;

const REQUEST_SORT = 'REQUEST';
const GRANT_PREFIX = 'GRANT#';
const USER_SORT = 'ACCESS';

/** The sort key of the last state of a role, beside its grants. */
export const ROLE_STATE_SORT = 'STATE';

/** The only partition of the index `due`, so that the sweep finds all due items with one query. */
export const DUE_PARTITION = 'DUE';

const keyOf = (partition: string, sort: string): ItemKey => ({ [KEYS.partition]: partition, [KEYS.sort]: sort });

/** The partition of a role, with only its grants and its state. */
export const rolePartition = (role: RoleArn): string => `${PARTITIONS.role}${role}`;

export const requestKey = (id: RequestId): ItemKey => keyOf(`${PARTITIONS.request}${id}`, REQUEST_SORT);
export const grantKey = (role: RoleArn, request: RequestId): ItemKey =>
  keyOf(rolePartition(role), `${GRANT_PREFIX}${request}`);
export const roleStateKey = (role: RoleArn): ItemKey => keyOf(rolePartition(role), ROLE_STATE_SORT);
export const userAccessKey = (user: UserArn): ItemKey => keyOf(`${PARTITIONS.user}${user}`, USER_SORT);
export const directoryKey: ItemKey = keyOf(PARTITIONS.directory, 'DIRECTORY');
export const lockdownKey: ItemKey = keyOf(PARTITIONS.lockdown, 'LOCKDOWN');
export const delegationsKey: ItemKey = keyOf(PARTITIONS.delegations, 'DELEGATIONS');
/** Refusals are stored by day, so that an export reads one partition a day, in the order of time. */
export const refusalKey = (id: RefusalId): ItemKey => keyOf(`${PARTITIONS.refusal}${id.slice(0, 10)}`, id);

/** The ID of a refusal: its time, which makes it sortable, and a new ID. */
export const refusalIdOf = (isoTime: string, freshId: string): RefusalId => `${isoTime}#${freshId}` as RefusalId;

/** A key in faults and logs. */
export const keyText = (item: Keyed): string => `${item[KEYS.partition]} / ${item[KEYS.sort]}`;

const after = (prefix: string, value: unknown): string => {
  const text = String(value);
  if (!text.startsWith(prefix)) throw new RangeError(`"${text}" does not begin with ${prefix}`);
  return text.slice(prefix.length);
};

/** The id of the request with a key. Throws RangeError for another key. */
export const requestIdOf = (item: Keyed): RequestId => parseRequestId(after(PARTITIONS.request, item[KEYS.partition]));

/** The id of the request of a grant, from its key. Throws RangeError for another key. */
export const grantRequestIdOf = (item: Keyed): RequestId => parseRequestId(after(GRANT_PREFIX, item[KEYS.sort]));

const wakeFrom = (item: Keyed): Wake | undefined => {
  const [pk, sk] = [String(item[KEYS.partition]), String(item[KEYS.sort])];
  if (pk.startsWith(PARTITIONS.request) && sk === REQUEST_SORT) return { kind: 'request', id: requestIdOf(item) };
  if (pk.startsWith(PARTITIONS.role) && sk === ROLE_STATE_SORT)
    return { kind: 'role', arn: parseRoleArn(after(PARTITIONS.role, pk)) };
  if (pk.startsWith(PARTITIONS.user) && sk === USER_SORT)
    return { kind: 'user', arn: parseUserArn(after(PARTITIONS.user, pk)) };
  if (pk.startsWith(PARTITIONS.refusal) && refusalKey(sk as RefusalId).pk === pk)
    return { kind: 'refused_click', id: sk as RefusalId };
  return undefined;
};

/** The wake-up for an entry of the index `due`; undefined for a key that this release does not know. */
export const wakeOf = (item: Keyed): Wake | undefined => {
  try {
    return wakeFrom(item);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};
