import { describe, expect, it } from 'vitest';
import { noticeMessage, refusedClickMessage } from '../../../../functions/adapters/slack/views/notice.ts';
import { parseAccessName, parseRoleArn } from '../../../../functions/core/names.ts';
import type { RequestFact } from '../../../../functions/core/request/facts.ts';
import type { Request } from '../../../../functions/core/request/request.ts';
import { aCatalog, aFederated, alice, aRule, U } from '../../../support/builders.ts';
import { aRequest, factsWith, HOSTILE, NOW, STATUSES } from './requests.ts';

const drawn = { catalog: aCatalog(), now: NOW };

const PREPARED: RequestFact = { kind: 'prepared', principal: alice, remindersAt: [], evidence: [] };

const told = (about: RequestFact, request: Request = aRequest(), context = drawn) => {
  const message = noticeMessage({ to: U('alice'), how: 'direct', about, at: NOW }, request, context);
  return { message, all: `${message?.text} ${JSON.stringify(message?.blocks)}` };
};

describe('what somebody is told once IAM has confirmed', () => {
  const active = aRequest({ status: STATUSES.active });
  const pasted = (request: Request) => JSON.stringify(told({ kind: 'activated' }, request).message?.blocks);

  it('is a profile to paste, with the one session name that IAM takes', () => {
    const profile = [
      '[profile prod-s3]',
      'role_arn = arn:aws:iam::222222222222:role/s3-list-role',
      '# your own profile in the account utils',
      'source_profile = YOUR_PROFILE',
      'role_session_name = alice',
    ].join('\n');

    expect(told({ kind: 'activated' }, active).message?.blocks).toContainEqual({
      type: 'rich_text',
      elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: profile }] }],
    });
  });

  it('is the command for a session, a link to the console, and End now', () => {
    const blocks = pasted(active);

    expect(blocks).toContain(
      'aws sts assume-role --role-arn arn:aws:iam::222222222222:role/s3-list-role --role-session-name alice',
    );
    expect(blocks).toContain(
      'https://signin.aws.amazon.com/switchrole?account=222222222222&roleName=s3-list-role&displayName=prod-s3',
    );
    expect(blocks).toContain(`"action_id":"end"`);
    expect(blocks).toContain(`"value":"${active.id}"`);
  });

  it('says until when, and that IAM can take a minute', () => {
    const { text } = told({ kind: 'activated' }, active).message ?? { text: '' };

    expect(text).toContain('until <!date^1893502800^');
    expect(text).toContain('IAM changes can take a minute');
  });

  it('says a start in the future', () => {
    const startsAt = new Date('2030-01-01T12:30:00Z');
    const later = aRequest({ status: { ...STATUSES.active, startsAt } });

    expect(told({ kind: 'activated' }, later).message?.text).toContain('from <!date^1893501000^');
  });

  it('leads to the console of the partition, with the path of the role', () => {
    const arn = parseRoleArn('arn:aws-us-gov:iam::222222222222:role/team/a+b');
    const rule = aRule({ arn });
    const status = { ...STATUSES.active, progress: [{ arn, kind: 'confirmed' as const }] };
    const gov = aRequest({ status, requested: { roles: [{ name: rule.name, arn, rule }] } });

    expect(pasted(gov)).toContain(
      'https://signin.amazonaws-us-gov.com/switchrole?account=222222222222&roleName=team/a%2Bb&',
    );
  });

  it('offers no console link to federated people, who cannot switch roles by it', () => {
    const federated = { ...active, principal: aFederated('alice@example.com') };

    expect(pasted(federated)).not.toContain('switchrole');
    expect(pasted(federated)).toContain('role_session_name = alice@example.com');
  });

  it('leaves out the roles of a bundle that could not be set up and names those that are not ready', () => {
    const names = ['first', 'second', 'third'].map((name) => parseAccessName(`role-${name}`));
    const roles = names.map((name) => {
      const rule = aRule({ name, arn: parseRoleArn(`arn:aws:iam::222222222222:role/${name}`) });
      return { name, arn: rule.arn, rule };
    });
    const progress = roles.map(({ arn }, index) =>
      index === 0
        ? ({ arn, kind: 'refused', why: 'no room' } as const)
        : ({ arn, kind: index === 1 ? 'confirmed' : 'waiting' } as const),
    );
    const target = parseAccessName('bundle-of-three');
    const bundle = aRequest({ requested: { target, roles }, status: { ...STATUSES.active, progress } });

    expect(pasted(bundle)).not.toContain('profile role-first');
    expect(pasted(bundle)).toContain('profile role-second');
    expect(pasted(bundle)).toContain('Still being set up: `role-third`');
  });

  it('is not told of access that has ended by the time it is told', () => {
    expect(told({ kind: 'activated' }, aRequest({ status: STATUSES.ended })).all).not.toContain('role_arn');
  });
});

describe('what a requester is told at the other changes', () => {
  it('names those who decide, and offers Cancel, while it waits', () => {
    const { all } = told(PREPARED);

    expect(all).toContain('needs approval by one of <@U0BOB>, <@U0CAROL>');
    expect(all).toContain('"action_id":"cancel"');
  });

  it('offers no Cancel once it is decided', () => {
    expect(told(PREPARED, aRequest({ status: STATUSES.denied })).all).not.toContain('cancel');
  });

  it('does not speak of waiting where no approval is needed', () => {
    const catalog = aCatalog([aRule({ approvals: 0, approvers: [] })]);
    const rule = aRule({ approvals: 0, approvers: [] });
    const request = aRequest({ requested: { roles: [{ name: rule.name, arn: rule.arn, rule }] } });

    expect(told(PREPARED, request, { ...drawn, catalog }).message).toBeUndefined();
  });

  it('says who denied and why', () => {
    const { all } = told({ kind: 'denied', by: U('bob'), why: 'not today', catalogHash: 'c', evidence: [] });

    expect(all).toContain('<@U0BOB> denied your request');
    expect(all).toContain('not today');
  });

  it('says what was held, from when to when, and why it ended', () => {
    const expired = { ...STATUSES.ended, reason: 'expired' as const };

    const { all } = told({ kind: 'ended', reason: 'expired' }, aRequest({ status: expired }));

    expect(all).toContain('`prod-s3` has ended: it expired.');
    expect(all).toContain('from <!date^1893499200^');
    expect(all).toContain('to <!date^1893501000^');
  });

  it('offers to ask again for what lapsed or ran out, and for nothing that was taken away', () => {
    const expired = aRequest({ status: { ...STATUSES.ended, reason: 'expired' } });
    const again =
      '"action_id":"ask","text":{"type":"plain_text","text":"Request again…","emoji":false},"value":"prod-s3"';

    expect(told({ kind: 'lapsed' }).all).toContain(again);
    expect(told({ kind: 'ended', reason: 'expired' }, expired).all).toContain(again);
    expect(
      told({ kind: 'ended', reason: 'revoked', by: U('carol') }, aRequest({ status: STATUSES.ended })).all,
    ).not.toContain('"action_id":"ask"');
  });

  it('tells a cancelling of their own from one by somebody else', () => {
    expect(told({ kind: 'cancelled', by: U('alice') }).all).toContain('You cancelled');
    expect(told({ kind: 'cancelled', by: U('carol') }).all).toContain('<@U0CAROL> cancelled');
  });

  it.each(factsWith(HOSTILE))('interprets nothing that somebody wrote: $kind', (about) => {
    const { message } = told(about);
    const markup = [message?.text ?? '', ...mrkdwnOf(message?.blocks)].join('\n');

    expect(markup).not.toMatch(/<!channel>|<https|\*bold|_it_|~no~|`code`|:bomb:/);
  });
});

const mrkdwnOf = (value: unknown): readonly string[] => {
  if (typeof value !== 'object' || value === null) return [];
  if ('type' in value && value.type === 'mrkdwn' && 'text' in value) return [String(value.text)];
  return Object.values(value).flatMap(mrkdwnOf);
};

describe('what a user is told whose click was refused', () => {
  it('says which click, why, what to do next and who can help', () => {
    const request = aRequest();
    const { text, blocks } = refusedClickMessage(
      {
        at: NOW,
        by: U('random'),
        text: `approve ${request.id}`,
        refusal: 'not_an_approver',
        catalogHash: 'c',
        click: { request: request.id, action: 'approve' },
      },
      request,
      drawn,
    );
    const all = `${text} ${JSON.stringify(blocks)}`;

    expect(all).toContain('Your click on Approve for `prod-s3` was refused.');
    expect(all).toContain('You are not an approver of prod-s3.');
    expect(all).toContain('Who can help: <@U0BOB>, <@U0CAROL>');
  });
});

describe('what a user is told of what changes nothing for them', () => {
  it('is nothing: of a start, and of a request that an earlier release made', () => {
    const quiet = factsWith('').filter(({ kind }) => kind === 'start_checked' || kind === 'imported');

    expect(quiet.map((fact) => told(fact).message)).toEqual([undefined, undefined]);
  });
});
