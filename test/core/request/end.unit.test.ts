import { describe, expect, it } from 'vitest';
import type { Directory } from '../../../functions/core/authority/directory.ts';
import type { SlackGroupId } from '../../../functions/core/names.ts';
import { close, decideEnd, fail } from '../../../functions/core/request/end.ts';
import { endOf, type Request } from '../../../functions/core/request/request.ts';
import { active, approved, pending, withFacts } from '../../support/a-request.ts';
import { aCatalog, actor, aRule, U } from '../../support/builders.ts';

const at = (time: string) => new Date(`2030-01-01T${time}Z`);
const directory: Directory = { workspace: { teamId: 'T0LOCAL' }, people: {}, groups: {} };
const world = { catalog: aCatalog(), directory, now: at('12:30:00') };
const closedAt = (request: Request, ending: Parameters<typeof close>[1], time: string): Request =>
  withFacts(request, close(request, ending, at(time)), at(time));

describe('the time at which access ended', () => {
  it('is the second of the early end, and never later than the approved end', () => {
    const endedAt = (time: string) => endOf(closedAt(active(), { reason: 'revoked', by: U('carol') }, time).status);

    expect(endedAt('12:30:00.900')).toEqual(at('12:30:00'));
    expect(endedAt('13:00:07')).toEqual(at('13:00:00'));
  });

  it('is the approved end when access expires, even if the expiry is processed late', () => {
    expect(endOf(closedAt(active(), { reason: 'expired' }, '15:00:00').status)).toEqual(at('13:00:00'));
  });

  it('is the time of the failure if access may have been open, and undefined otherwise', () => {
    const endedAt = (request: Request) => endOf(withFacts(request, fail('no such role'), at('12:30:00')).status);

    expect([endedAt(approved()), endedAt(active())]).toEqual([at('12:30:00'), at('12:30:00')]);
    expect(endedAt(pending())).toBeUndefined();
  });

  it('does not change once the request is closed', () => {
    const over = withFacts(
      pending(),
      [{ kind: 'denied', by: U('bob'), catalogHash: 'c', evidence: [] }],
      at('12:10:00'),
    );

    expect(close(over, { reason: 'revoked', by: U('carol') }, at('12:30:00'))).toEqual([]);
    expect(withFacts(over, fail('too late'), at('12:30:00')).status).toEqual(over.status);
  });
});

describe('ending access', () => {
  it('is allowed for the holder and for admins, recorded as release or revocation', () => {
    expect(decideEnd(active(), actor('alice'), world)).toMatchObject({
      kind: 'ended',
      facts: [{ kind: 'ended', reason: 'released', by: U('alice') }],
    });
    expect(decideEnd(approved(), actor('carol'), world)).toMatchObject({
      kind: 'ended',
      facts: [{ kind: 'ended', reason: 'revoked', by: U('carol') }],
    });
  });

  it('cancels a pending request; a user who requested on behalf of another cannot end held access', () => {
    const requested = { via: U('random') };

    expect(decideEnd(pending({ requested }), actor('random'), world)).toMatchObject({
      kind: 'cancelled',
      facts: [{ kind: 'cancelled', by: U('random') }],
    });
    expect(decideEnd(active({ requested }), actor('random'), world)).toEqual({
      kind: 'refused',
      refusal: { kind: 'not_yours' },
    });
  });

  it('of other users is refused for members of an unreadable admin group, and for guests', () => {
    const byGroup = aCatalog([aRule()], {
      settings: { ...aCatalog().settings, admins: [{ kind: 'group', id: 'S0ADMINS' as SlackGroupId }] },
    });
    const guest = { accountStatus: 'guest', name: 'alice', readAt: at('12:00:00') } as const;

    expect(decideEnd(active(), actor('carol'), { ...world, catalog: byGroup })).toEqual({
      kind: 'refused',
      refusal: { kind: 'membership_unknown', unread: ['S0ADMINS'] },
    });
    expect(
      decideEnd(active(), actor('alice'), { ...world, directory: { ...directory, people: { [U('alice')]: guest } } }),
    ).toMatchObject({ kind: 'refused', refusal: { kind: 'not_a_member' } });
  });

  it('is refused for a closed request, with its state', () => {
    const lapsed = withFacts(pending(), [{ kind: 'lapsed' }], at('13:00:00'));

    expect(decideEnd(lapsed, actor('alice'), world)).toEqual({
      kind: 'refused',
      refusal: { kind: 'already_closed', status: 'lapsed' },
    });
  });

  it('records the reason of an admin, for pending requests and for held access', () => {
    const ending = { reason: 'revoked', by: U('carol'), why: 'laptop lost' } as const;
    const [cancelled, ended] = [pending(), approved()].map((one) => closedAt(one, ending, '12:30:00'));

    expect(cancelled?.status).toEqual({ kind: 'cancelled', at: at('12:30:00'), by: U('carol') });
    expect(ended?.status).toMatchObject({ kind: 'ended', reason: 'revoked', by: U('carol') });
    expect([cancelled, ended].map((one) => one?.events.at(-1)?.fact)).toMatchObject([
      { kind: 'cancelled', why: 'laptop lost' },
      { kind: 'ended', why: 'laptop lost' },
    ]);
  });

  it('stores at most 1000 characters of a reason', () => {
    const failed = withFacts(approved(), fail('x'.repeat(5000)), at('12:30:00'));
    const ended = closedAt(active(), { reason: 'offboarded', why: 'x'.repeat(5000) }, '12:30:00');

    expect([failed, ended].map(({ events }) => JSON.stringify(events.at(-1)).length < 1500)).toEqual([true, true]);
  });
});
