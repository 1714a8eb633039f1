import { recordNameOf, recordOf } from '../../core/audit/record.ts';
import type { Catalog } from '../../core/catalog/catalog.ts';
import type { Request } from '../../core/request/request.ts';
import type { AuditTrail, Log } from '../ports.ts';

/** Stores the record of a request in the audit bucket, if there is one. A fault is logged and does not stop the request. */
export const createStoreAuditRecord =
  ({ trail, catalog, log }: { readonly trail?: AuditTrail; readonly catalog: Catalog; readonly log: Log }) =>
  async (request: Request): Promise<void> => {
    if (trail === undefined) return;
    try {
      await trail.keep(recordNameOf(request), recordOf(request, catalog.settings.retentionDays));
    } catch (cause) {
      log.error('a record was not kept', { request: request.id, cause });
    }
  };
