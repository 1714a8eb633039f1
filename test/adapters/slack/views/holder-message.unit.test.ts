import { describe, expect, it } from 'vitest';
import { holderMessage } from '../../../../functions/adapters/slack/views/holder-message.ts';
import type { Request } from '../../../../functions/core/request/request.ts';
import { aCatalog, aRule, idOf, U } from '../../../support/builders.ts';
import { aRequest, NOW, STATUSES } from './requests.ts';

const shown = (request: Request, catalog = aCatalog()) => holderMessage(request, { catalog, now: NOW });
const buttonsOf = (request: Request) =>
  shown(request).blocks.flatMap((block) =>
    block.type === 'actions' ? block.elements.flatMap((one) => ('value' in one ? [one.action_id] : [])) : [],
  );

describe('a holder message', () => {
  it.each([
    ['pending', ['cancel']],
    ['approved', []],
    ['active', ['end']],
    ['denied', []],
    ['cancelled', []],
    ['lapsed', []],
    ['failed', []],
    ['ended', []],
  ] as const)('has only the buttons that still work: %s', (kind, buttons) => {
    expect(buttonsOf(aRequest({ status: STATUSES[kind] }))).toEqual(buttons);
  });

  it.each([
    ['denied', 'Your request for `prod-s3` for 1h was denied by <@U0BOB>.'],
    ['cancelled', 'Your request for `prod-s3` for 1h was cancelled.'],
    ['lapsed', 'Your request for `prod-s3` for 1h lapsed without a decision.'],
    ['failed', 'Your request for `prod-s3` for 1h failed.'],
  ] as const)('shows the outcome of the request: %s', (kind, text) => {
    expect(shown(aRequest({ status: STATUSES[kind] })).text).toBe(text);
  });

  it('shows who approved, for how long, and the next step', () => {
    const reviews = [{ by: U('bob'), at: NOW, roles: [aRule().name], minutes: 30 }];

    const { text } = shown(aRequest({ status: STATUSES.approved, reviews }));

    expect(text).toContain('was approved by <@U0BOB>, limited to 30m, and ends <!date^1893502800^');
    expect(text).toContain('You will be notified here when you can use it.');
  });

  it('shows how many approvals are complete', () => {
    const catalog = aCatalog([aRule({ approvals: 2 })]);
    const rule = aRule({ approvals: 2 });
    const roles = [{ name: rule.name, arn: rule.arn, rule }];

    const none = shown(aRequest({ requested: { roles } }), catalog).text;
    const one = shown(
      aRequest({ requested: { roles }, reviews: [{ by: U('bob'), at: NOW, roles: [rule.name] }] }),
      catalog,
    ).text;

    expect(none).toContain('(0 of 2 approvals)');
    expect(one).toContain('(1 of 2 approvals: <@U0BOB>)');
  });

  it('mentions an extension if the base expired, and not if all access was ended', () => {
    const facts = [{ kind: 'extended', request: idOf(2), endsAt: new Date('2030-01-01T14:00:00Z') }] as const;
    const textOf = (reason: 'expired' | 'released') =>
      shown(aRequest({ status: { ...STATUSES.ended, reason }, facts })).text;

    expect(textOf('expired')).toContain('It was extended until <!date^1893506400^');
    expect(textOf('released')).not.toContain('extended');
  });

  it('shows when access was held, from the start of the first request', () => {
    const since = new Date('2030-01-01T11:00:00Z');
    const requested = { extends: { request: idOf(9), endsAt: NOW, since, automatic: false } };

    const { text } = shown(aRequest({ status: STATUSES.ended, requested }));

    expect(text).toContain('You had `prod-s3` from <!date^1893495600^');
    expect(text).toContain('to <!date^1893501000^');
  });
});
