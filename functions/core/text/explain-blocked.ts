import type { Blocked } from '../authority/requestable.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Explanation } from './explain.ts';
import { explainIdentityRefusal } from './explain-account.ts';
import { explainLockdown } from './explain-unmet.ts';

/** Why a user can request nothing at the moment. */
export const explainBlocked = (blocked: Blocked, catalog: Catalog): Explanation =>
  blocked.kind === 'locked_down' ? explainLockdown(blocked) : explainIdentityRefusal(blocked, { catalog });
