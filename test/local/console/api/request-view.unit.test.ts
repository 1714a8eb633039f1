import { describe, expect, it } from 'vitest';
import { requestItem } from '../../../../functions/adapters/dynamodb/request-item.ts';
import { viewOf } from '../../../../local/console/api/request-view.ts';
import { importedRequests } from '../../../support/fixtures-0-1-0.ts';
import { everyRequest } from '../../../support/stored-examples.ts';

describe('showing a stored request', () => {
  it.each(Object.entries(everyRequest))('derives the status %s from the facts', (kind, request) => {
    const view = viewOf(requestItem(request, 'a-write'));

    expect(view).toMatchObject({
      id: request.id,
      target: 'prod-s3',
      roles: ['prod-s3', 'prod-db'],
      by: 'U0ALICE',
      requestedAt: request.requested.at.toISOString(),
      reason: request.requested.reason,
      status: { kind },
      isSealed: true,
    });
    expect(view?.events.every(({ holds }) => holds)).toBe(true);
  });

  it.each(importedRequests().map(({ name, request }) => [name, request] as const))(
    'starts with the state of release 0.1.0: %s',
    (_, request) => {
      expect(viewOf(requestItem(request, 'a-write'))).toMatchObject({
        by: request.requested.by,
        status: { kind: request.status.kind },
      });
    },
  );

  it('contains the reason for an end', () => {
    expect(viewOf(requestItem(everyRequest.ended, 'a-write'))?.status).toMatchObject({ reason: 'revoked' });
  });

  it('omits an item that it cannot read', () => {
    expect(viewOf({ pk: 'REQ#0', sk: 'REQUEST', events: [] })).toBeUndefined();
    expect(viewOf({ pk: 'REQ#0', sk: 'REQUEST' })).toBeUndefined();
  });
});
