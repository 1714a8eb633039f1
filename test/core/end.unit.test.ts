import { describe, expect, it } from 'vitest';
import type { Directory } from '../../functions/core/authority/directory.ts';
import type { SlackGroupId } from '../../functions/core/names.ts';
import { decideEnd, end, fail } from '../../functions/core/request/end.ts';
import type { Asked, Request, RequestStatus } from '../../functions/core/request/request.ts';
import { endOf, newRequest } from '../../functions/core/request/request.ts';
import { aCatalog, actor, alice, aRule, idOf, ROLE, U } from '../support/builders.ts';

const at = (time: string) => new Date(`2030-01-01T${time}Z`);
const rule = aRule();

const aRequest = (status: RequestStatus, asked: Partial<Asked> = {}): Request => ({
  ...newRequest(
    idOf(1),
    {
      by: U('alice'),
      at: at('12:00:00'),
      target: rule.name,
      roles: [{ name: rule.name, arn: ROLE, rule }],
      window: { kind: 'for', minutes: 60 },
      reason: 'INC-42',
      catalogHash: 'c',
      ...asked,
    },
    alice,
    60,
  ),
  status,
});
const held = { approvedAt: at('12:00:00'), startsAt: at('12:00:00'), endsAt: at('13:00:00'), parts: [] };
const pending: RequestStatus = { kind: 'pending', lapsesAt: at('13:00:00') };
const approved: RequestStatus = { kind: 'approved', ...held };
const active: RequestStatus = { kind: 'active', activeAt: at('12:00:00'), ...held };
const directory: Directory = { home: { teamId: 'T0LOCAL' }, people: {}, groups: {} };
const world = { catalog: aCatalog(), directory, now: at('12:30:00') };

describe('the moment that access ended at', () => {
  it('is the second in which it was ended, and never later than the end that was promised', () => {
    const endedAt = (time: string) => endOf(end(aRequest(active), 'revoked', U('carol'), at(time)).status);

    expect(endedAt('12:30:00.900')).toEqual(at('12:30:00'));
    expect(endedAt('13:00:07')).toEqual(at('13:00:00'));
  });

  it('is the promised one when the clock ended it, however late anybody looks', () => {
    expect(endOf(end(aRequest(active), 'expired', undefined, at('15:00:00')).status)).toEqual(at('13:00:00'));
  });

  it('is that of the failure where something may have been given by then, and none where nothing was', () => {
    const endedAt = (status: RequestStatus) => endOf(fail(aRequest(status), 'no such role', at('12:30:00')).status);

    expect([endedAt(approved), endedAt(active)]).toEqual([at('12:30:00'), at('12:30:00')]);
    expect(endedAt(pending)).toBeUndefined();
  });

  it('is none of what is over already: that stays as it is', () => {
    const over = aRequest({ kind: 'denied', at: at('12:10:00'), by: U('bob') });

    expect(end(over, 'revoked', U('carol'), at('12:30:00'))).toBe(over);
  });
});

describe('ending', () => {
  it('is for the holder and for admins, each under their own reason', () => {
    expect(decideEnd(aRequest(active), actor('alice'), world)).toMatchObject({
      kind: 'ended',
      request: { status: { reason: 'released', by: U('alice') } },
    });
    expect(decideEnd(aRequest(approved), actor('carol'), world)).toMatchObject({
      kind: 'ended',
      request: { status: { reason: 'revoked', by: U('carol') } },
    });
  });

  it('of what waits is for whoever asked in the name of another too, of what is held not', () => {
    const asked = { via: U('random') };

    expect(decideEnd(aRequest(pending, asked), actor('random'), world).kind).toBe('cancelled');
    expect(decideEnd(aRequest(active, asked), actor('random'), world)).toEqual({
      kind: 'refused',
      refusal: { kind: 'not_yours' },
    });
  });

  it('is not for admins by a group that is not known, nor for guests', () => {
    const byGroup = aCatalog([rule], {
      settings: { ...aCatalog().settings, admins: [{ kind: 'group', id: 'S0ADMINS' as SlackGroupId }] },
    });
    const guest = { standing: 'guest', name: 'alice', readAt: at('12:00:00') } as const;

    expect(decideEnd(aRequest(active), actor('carol'), { ...world, catalog: byGroup }).kind).toBe('refused');
    expect(
      decideEnd(aRequest(active), actor('alice'), {
        ...world,
        directory: { ...directory, people: { [U('alice')]: guest } },
      }),
    ).toMatchObject({ kind: 'refused', refusal: { kind: 'not_a_member' } });
  });

  it('says how it stands of what is over', () => {
    const lapsed = aRequest({ kind: 'lapsed', at: at('12:10:00') });

    expect(decideEnd(lapsed, actor('alice'), world)).toEqual({
      kind: 'refused',
      refusal: { kind: 'already_closed', status: 'lapsed' },
    });
  });

  it('keeps no more of a wordy reason than an item should hold', () => {
    const failed = fail(aRequest(approved), 'x'.repeat(5000), at('12:30:00'));
    const ended = end(aRequest(active), 'offboarded', undefined, at('12:30:00'), 'x'.repeat(5000));

    expect(JSON.stringify([failed.status, failed.events, ended.events]).length).toBeLessThan(5000);
  });
});
