import { recordNameOf, recordOf } from '../../core/audit/record.ts';
import type { Catalog } from '../../core/catalog/catalog.ts';
import type { Request } from '../../core/request/request.ts';
import type { AuditTrail, Log } from '../ports.ts';

/**
 * Keeps a request as it stands where nobody can change it, if there is such a place. Access must not wait for that: what
 * cannot be kept is logged and counted by an alarm, and the next event of the request, or "audit export", makes up for it.
 */
export const createKeepRecord =
  ({ trail, catalog, log }: { readonly trail?: AuditTrail; readonly catalog: Catalog; readonly log: Log }) =>
  async (request: Request): Promise<void> => {
    if (trail === undefined) return;
    try {
      await trail.keep(recordNameOf(request), recordOf(request, catalog.settings.retentionDays));
    } catch (cause) {
      log.error('a record was not kept', { request: request.id, cause });
    }
  };
