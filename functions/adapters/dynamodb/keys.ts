import { KEYS } from '../../contract.ts';
import type { RequestId } from '../../core/ids.ts';
import { parseRequestId } from '../../core/ids.ts';
import type { RoleArn } from '../../core/names.ts';
import { parseRoleArn } from '../../core/names.ts';
import type { Wake } from '../../usecases/ports.ts';

/** The primary key of one item. */
export interface ItemKey {
  readonly [KEYS.partition]: string;
  readonly [KEYS.sort]: string;
}

const REQUEST_PREFIX = 'REQ#';
const ROLE_PREFIX = 'ROLE#';
const GRANT_PREFIX = 'GRANT#';

/** The sort key of what was last seen of a role, beside its grants. */
export const ROLE_STATE_SORT = 'STATE';

/** The one partition of the index `due`: the sweep asks for all that is due with one query. */
export const DUE_PARTITION = 'DUE';

const keyOf = (partition: string, sort: string): ItemKey => ({ [KEYS.partition]: partition, [KEYS.sort]: sort });

/** The partition that holds a role's grants and its state, and nothing else. */
export const rolePartition = (role: RoleArn): string => `${ROLE_PREFIX}${role}`;

export const requestKey = (id: RequestId): ItemKey => keyOf(`${REQUEST_PREFIX}${id}`, 'REQUEST');
export const grantKey = (role: RoleArn, request: RequestId): ItemKey =>
  keyOf(rolePartition(role), `${GRANT_PREFIX}${request}`);
export const roleStateKey = (role: RoleArn): ItemKey => keyOf(rolePartition(role), ROLE_STATE_SORT);
export const directoryKey: ItemKey = keyOf('DIRECTORY', 'DIRECTORY');
export const lockdownKey: ItemKey = keyOf('LOCKDOWN', 'LOCKDOWN');
/** Refusals lie by day, so that an export reads one partition a day, in the order of time. */
export const refusalKey = (isoTime: string, id: string): ItemKey =>
  keyOf(`REFUSED#${isoTime.slice(0, 10)}`, `${isoTime}#${id}`);

/** A key as faults and logs name it. */
export const keyText = (key: ItemKey): string => `${key.pk} / ${key.sk}`;

/** Which request a key is of. Throws RangeError for a key of something else. */
export const requestIdOf = ({ pk }: ItemKey): RequestId => parseRequestId(pk.slice(REQUEST_PREFIX.length));

/** What an entry of the index `due` asks to look at. Throws RangeError for a key that is never due. */
export const wakeOf = (key: ItemKey): Wake => {
  if (key.sk === ROLE_STATE_SORT) return { kind: 'role', arn: parseRoleArn(key.pk.slice(ROLE_PREFIX.length)) };
  return { kind: 'request', id: requestIdOf(key) };
};
