import { describe, expect, it } from 'vitest';
import type { Request } from '../../functions/core/request/request.ts';
import { remindOrEscalate, withReminders } from '../../functions/core/request/waiting.ts';
import { addMinutes } from '../../functions/core/time.ts';
import { aCatalog, aRule } from '../support/builders.ts';

const NOON = new Date('2030-01-01T12:00:00Z');
const minutes = (count: number): Date => addMinutes(NOON, count);
const waits = (lapsesAfter: number, ...escalatesAfter: readonly number[]): Request =>
  ({
    events: [],
    handledEvents: 0,
    drawnEvents: 0,
    asked: {
      at: NOON,
      roles: [undefined, ...escalatesAfter].map((afterMinutes) => ({
        rule: aRule(afterMinutes === undefined ? {} : { escalation: { afterMinutes, to: [] } as never }),
      })),
    },
    status: { kind: 'pending', lapsesAt: minutes(lapsesAfter) },
  }) as never;
/** Reminders after 30, 120 and 360 minutes. */
const known = (request: Request) => withReminders(request, aCatalog());
const lookedAt = (request: Request, count: number) => remindOrEscalate(known(request), minutes(count));
const fact = (request: Request | undefined) => request?.events.at(-1)?.fact.kind;

describe('what waits for a decision', () => {
  it('reminds and escalates before it lapses, and not at that moment', () => {
    expect(known(waits(360, 200, 100)).status).toEqual({
      kind: 'pending',
      lapsesAt: minutes(360),
      remindersAt: [minutes(30), minutes(120)],
      escalatesAt: minutes(100),
    });
    expect(known(waits(30, 30)).status).toEqual({ kind: 'pending', lapsesAt: minutes(30) });
  });

  it('reminds at the moment itself, once, and keeps what is still to come', () => {
    const reminded = lookedAt(waits(1440, 200), 30);

    expect(lookedAt(waits(1440, 200), 29)).toBeUndefined();
    expect(fact(reminded)).toBe('reminded');
    expect(reminded?.status).toMatchObject({
      remindersAt: [minutes(120), minutes(360)],
      escalatesAt: minutes(200),
    });
    expect(reminded && remindOrEscalate(reminded, minutes(30))).toBeUndefined();
  });

  it('escalates at the moment itself, once, in place of the reminders that were slept through', () => {
    const escalated = lookedAt(waits(1440, 200), 200);

    expect(fact(escalated)).toBe('escalated');
    expect(escalated?.status).toEqual({ kind: 'pending', lapsesAt: minutes(1440), remindersAt: [minutes(360)] });
    expect(escalated && remindOrEscalate(escalated, minutes(200))).toBeUndefined();
  });

  it('is left alone once it is decided', () => {
    const decided = { ...waits(1440), status: { kind: 'denied' } } as never;

    expect(known(decided)).toEqual(decided);
    expect(remindOrEscalate(decided, minutes(600))).toBeUndefined();
  });
});
