import { describe, expect, it } from 'vitest';
import { holdingsOf } from '../../../functions/core/audit/access-periods.ts';
import { entriesOf, entryOfRefusal, inOrderOfTime } from '../../../functions/core/audit/entries.ts';
import { headOf, verifyGrant, verifyHead, verifyRequest } from '../../../functions/core/audit/verify.ts';
import { close } from '../../../functions/core/request/end.ts';
import { record } from '../../../functions/core/request/evolve.ts';
import type { RequestFact } from '../../../functions/core/request/facts.ts';
import type { EndReason, Request } from '../../../functions/core/request/request.ts';
import {
  aliceId,
  aStoredGrant,
  aStoredRequest,
  at,
  bobId,
  everyFact,
  everyRequest,
  noon,
} from '../../support/stored-examples.ts';

const kinds = (request: Request) => verifyRequest(request).map(({ kind }) => kind);

const approved = (request = aStoredRequest()): Request =>
  record(request, [{ ...everyFact.approved, startsAt: noon, endsAt: at('13:00') }], noon);
const held = (): Request => record(approved(), [everyFact.role_confirmed, everyFact.activated], at('12:00:05'));
const end = (request: Request, reason: EndReason, by: typeof aliceId | undefined, now: Date, why?: string): Request =>
  record(request, close(request, { reason, by, why }, now), now);

describe('the audit of one request', () => {
  it('accepts requests that the bot stored', () => {
    expect([aStoredRequest(), approved(), held(), ...Object.values(everyRequest)].flatMap(kinds)).toEqual([]);
  });

  it('finds each change of a single fact', () => {
    const request = end(held(), 'expired', undefined, at('13:00'));
    const changes: ((fact: RequestFact) => unknown)[] = [
      (fact) => ({ ...fact, kind: 'reminded' }),
      (fact) => ({ ...fact, by: 'U0MALLORY' }),
    ];

    for (const [index, event] of request.events.entries())
      for (const change of changes) {
        const fact = change(event.fact) as RequestFact;
        const events = request.events.with(index, { ...event, fact });
        expect(kinds({ ...request, events }), `event ${index}`).toEqual(['broken_chain']);
      }
  });

  it('finds facts that were copied from another request', () => {
    const other = aStoredRequest({ at: at('12:01') });

    expect(kinds({ ...other, events: approved().events })).toEqual(['broken_chain']);
  });

  it('contains the reason why a stored request is invalid', () => {
    const [finding] = verifyRequest({ ...approved(), tampered: 'Its seal does not match.' });

    expect(finding).toMatchObject({ kind: 'tampered', what: 'Its seal does not match.' });
  });
});

describe('the audit of a grant', () => {
  it('accepts an open grant only if its request is held', () => {
    const grant = aStoredGrant({ endsAt: at('13:00') });
    const closed = end(held(), 'revoked', undefined, at('12:30'));
    const now = at('12:40');

    expect(verifyGrant(grant, held(), now)).toEqual([]);
    expect(verifyGrant(grant, undefined, now).map(({ kind }) => kind)).toEqual(['grant_without_request']);
    expect(verifyGrant(grant, aStoredRequest(), now).map(({ kind }) => kind)).toEqual(['grant_too_long']);
    expect(verifyGrant(grant, closed, now).map(({ kind }) => kind)).toEqual(['grant_too_long']);
    expect(verifyGrant({ ...grant, endsAt: at('23:00') }, held(), now).map(({ kind }) => kind)).toEqual([
      'grant_too_long',
    ]);
  });

  it('accepts an ended grant', () => {
    expect(verifyGrant(aStoredGrant({ endsAt: at('13:00') }), undefined, at('13:00'))).toEqual([]);
  });
});

describe('the verification of an exported head', () => {
  it('accepts a chain that has only grown', () => {
    const request = approved();

    expect(verifyHead(request.id, headOf(request), held(), noon)).toEqual([]);
  });

  it('finds a shortened, rewritten or deleted chain', () => {
    const request = held();
    const other = approved(aStoredRequest({ reason: 'another' }));
    const kindOf = (now: Request | undefined) =>
      verifyHead(request.id, headOf(request), now, noon).map(({ kind }) => kind);

    expect(kindOf({ ...request, events: request.events.slice(0, 1) })).toEqual(['chain_shortened']);
    expect(kindOf({ ...other, events: [...other.events, ...other.events] })).toEqual(['chain_rewritten']);
    expect(kindOf(undefined)).toEqual(['request_gone']);
  });

  it('accepts that a request was deleted after its deletion date', () => {
    const request = { ...held(), forgetAt: at('12:10') };

    expect(verifyHead(request.id, headOf(request), undefined, at('12:09')).map(({ kind }) => kind)).toEqual([
      'request_gone',
    ]);
    expect(verifyHead(request.id, headOf(request), undefined, at('12:10'))).toEqual([]);
  });
});

describe('the access periods of a request', () => {
  it('cover the time in which access was in IAM, and exclude access that was only approved', () => {
    expect(holdingsOf(approved(), at('12:30'))).toEqual([]);
    expect(holdingsOf(held(), at('12:30'))).toMatchObject([
      { role: 'prod-s3', from: noon, until: at('13:00'), ended: 'open', approvedBy: ['U0BOB'] },
    ]);
    expect(holdingsOf(end(held(), 'released', aliceId, at('12:20')), at('12:30'))).toMatchObject([
      { until: at('12:20'), ended: 'released' },
    ]);
    expect(holdingsOf(held(), at('14:00'))).toMatchObject([{ ended: 'expired' }]);
  });
});

describe('audit entries', () => {
  it('contain the actor, the action and the requester, in the order of time and of the chain', () => {
    const request = end(held(), 'revoked', undefined, at('12:30'), 'laptop stolen');

    const entries = inOrderOfTime([...entriesOf(request)].reverse());

    expect(entries.map(({ seq }) => seq)).toEqual([0, 1, 2, 3, 4]);
    expect(entries.at(-1)).toMatchObject({ kind: 'ended', detail: 'revoked: laptop stolen', requester: 'U0ALICE' });
    expect(entries[1]).toMatchObject({
      kind: 'approved',
      by: 'U0BOB',
      detail: 'until 2030-01-01T13:00:00.000Z, shortened to 30 minutes',
    });
  });

  it('include all members of every kind of fact', () => {
    const entries = Object.values(everyFact).map((fact) => {
      const [entry] = entriesOf(record(aStoredRequest(), [fact], noon)).slice(-1);
      return { kind: entry?.kind, fact: entry?.fact, hasDetail: entry?.detail !== '' };
    });

    expect(entries.map(({ fact }) => fact)).toEqual(Object.values(everyFact));
    const withoutDetail = entries.filter(({ hasDetail }) => !hasDetail).map(({ kind }) => kind);
    const factsWithoutData = Object.values(everyFact).filter(
      ({ kind: _, ...rest }) =>
        Object.keys(rest).filter((name) => name !== 'by' && name !== 'catalogHash').length === 0,
    );
    expect(withoutDetail.toSorted()).toEqual(factsWithoutData.map(({ kind }) => kind).toSorted());
  });

  it('contain the request and the button of a refused click', () => {
    const click = { request: aStoredRequest().id, action: 'approve' };
    const refusal = { at: noon, by: aliceId, text: '', refusal: 'self_approval_refused', catalogHash: 'c0ffee', click };

    expect(entryOfRefusal(refusal)).toMatchObject({
      kind: 'refused',
      requestId: click.request,
      detail: 'approve: self_approval_refused',
    });
  });

  it('name who ended them, who requested them for the holder, and the verdict on an emergency', () => {
    const emergency = (facts: readonly RequestFact[]): Request => {
      const started = approved(aStoredRequest({ emergency: true, via: bobId }));
      return record(started, [everyFact.role_confirmed, everyFact.activated, ...facts], at('12:00:05'));
    };
    const verdicts = [[], [everyFact.emergency_reviewed], [{ ...everyFact.emergency_reviewed, wasRight: false }]];

    expect(verdicts.map((facts) => holdingsOf(emergency(facts), at('12:30'))[0]?.verdict)).toEqual([
      'review pending',
      everyFact.emergency_reviewed.wasRight ? 'justified' : 'not justified',
      'not justified',
    ]);
    expect(holdingsOf(emergency([everyFact.emergency_reviewed]), at('12:30'))).toMatchObject([
      { emergency: true, requestedBy: bobId, reviewedBy: everyFact.emergency_reviewed.by, reviewedAt: at('12:00:05') },
    ]);
    expect(holdingsOf(end(held(), 'released', aliceId, at('12:20')), at('12:30'))).toMatchObject([
      { emergency: false, endedBy: aliceId },
    ]);
  });
});
