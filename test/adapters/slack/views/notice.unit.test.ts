import { describe, expect, it } from 'vitest';
import { noticeMessage, refusedClickMessage } from '../../../../functions/adapters/slack/views/notice.ts';
import { parseAccessName, parseRoleArn } from '../../../../functions/core/names.ts';
import type { RequestFact } from '../../../../functions/core/request/facts.ts';
import type { Request } from '../../../../functions/core/request/request.ts';
import { aCatalog, aFederated, alice, aRule, U } from '../../../support/builders.ts';
import { aRequest, factsWith, HOSTILE, NOW, STATUSES } from './requests.ts';

const drawn = { catalog: aCatalog(), now: NOW };

const PREPARED: RequestFact = { kind: 'prepared', principal: alice, remindersAt: [], evidence: [] };

const drawNotice = (about: RequestFact, request: Request = aRequest(), context = drawn) => {
  const message = noticeMessage({ to: U('alice'), how: 'direct', about, at: NOW }, request, context);
  return { message, all: `${message?.text} ${JSON.stringify(message?.blocks)}` };
};

describe('the message about active access', () => {
  const active = aRequest({ status: STATUSES.active });
  const pasted = (request: Request) => JSON.stringify(drawNotice({ kind: 'activated' }, request).message?.blocks);

  it('has a profile to paste, with the session name that the trust policy requires', () => {
    const profile = [
      '[profile prod-s3]',
      'role_arn = arn:aws:iam::222222222222:role/s3-list-role',
      '# your own profile in the account utils',
      'source_profile = YOUR_PROFILE',
      'role_session_name = alice',
    ].join('\n');

    expect(drawNotice({ kind: 'activated' }, active).message?.blocks).toContainEqual({
      type: 'section',
      text: { type: 'mrkdwn', text: `\`\`\`\n${profile}\n\`\`\``, verbatim: true },
      expand: true,
    });
  });

  it('has the command for a session, a link to the console, and the End now button', () => {
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

  it('has the end time, and warns that IAM changes can take a minute', () => {
    const { text } = drawNotice({ kind: 'activated' }, active).message ?? { text: '' };

    expect(text).toContain('until <!date^1893502800^');
    expect(text).toContain('IAM changes can take a minute');
  });

  it('has a start time in the future', () => {
    const startsAt = new Date('2030-01-01T12:30:00Z');
    const later = aRequest({ status: { ...STATUSES.active, startsAt } });

    expect(drawNotice({ kind: 'activated' }, later).message?.text).toContain('from <!date^1893501000^');
  });

  it('links to the console of the partition, with the path of the role', () => {
    const arn = parseRoleArn('arn:aws-us-gov:iam::222222222222:role/team/a+b');
    const rule = aRule({ arn });
    const status = { ...STATUSES.active, progress: [{ arn, kind: 'confirmed' as const }] };
    const gov = aRequest({ status, requested: { roles: [{ name: rule.name, arn, rule }] } });

    expect(pasted(gov)).toContain(
      'https://signin.amazonaws-us-gov.com/switchrole?account=222222222222&roleName=team/a%2Bb&',
    );
  });

  it('has no console link for federated users, who cannot switch roles in the console', () => {
    const federated = { ...active, principal: aFederated('alice@example.com') };

    expect(pasted(federated)).not.toContain('switchrole');
    expect(pasted(federated)).toContain('role_session_name = alice@example.com');
  });

  it('omits the roles of a bundle that could not be set up, and names the roles that are not ready', () => {
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

  it('is not sent for access that has already ended', () => {
    expect(drawNotice({ kind: 'activated' }, aRequest({ status: STATUSES.ended })).all).not.toContain('role_arn');
  });
});

describe('the messages to a requester about other changes', () => {
  it('name the approvers and have a Cancel button while the request is pending', () => {
    const { all } = drawNotice(PREPARED);

    expect(all).toContain('needs approval by one of <@U0BOB>, <@U0CAROL>');
    expect(all).toContain('"action_id":"cancel"');
  });

  it('have no Cancel button after the decision', () => {
    expect(drawNotice(PREPARED, aRequest({ status: STATUSES.denied })).all).not.toContain('cancel');
  });

  it('are not sent before the approval if no approval is needed', () => {
    const catalog = aCatalog([aRule({ approvals: 0, approvers: [] })]);
    const rule = aRule({ approvals: 0, approvers: [] });
    const request = aRequest({ requested: { roles: [{ name: rule.name, arn: rule.arn, rule }] } });

    expect(drawNotice(PREPARED, request, { ...drawn, catalog }).message).toBeUndefined();
  });

  it('name the approver who denied the request, and the reason', () => {
    const { all } = drawNotice({ kind: 'denied', by: U('bob'), why: 'not today', catalogHash: 'c', evidence: [] });

    expect(all).toContain('<@U0BOB> denied your request');
    expect(all).toContain('not today');
  });

  it('show the access that was held, its start and end, and why it ended', () => {
    const expired = { ...STATUSES.ended, reason: 'expired' as const };

    const { all } = drawNotice({ kind: 'ended', reason: 'expired' }, aRequest({ status: expired }));

    expect(all).toContain('`prod-s3` has ended: it expired.');
    expect(all).toContain('from <!date^1893499200^');
    expect(all).toContain('to <!date^1893501000^');
  });

  it('offer the same request again after it was denied or lapsed, or access expired, and not after it was revoked', () => {
    const expired = aRequest({ status: { ...STATUSES.ended, reason: 'expired' } });
    const value = JSON.stringify({ name: 'prod-s3', when: '1h', reason: 'INC-42: db is down' });
    const again = `"action_id":"ask","text":{"type":"plain_text","text":"Request again…","emoji":false},"value":${JSON.stringify(value)}`;

    expect(drawNotice({ kind: 'lapsed' }).all).toContain(again);
    expect(drawNotice({ kind: 'denied', by: U('bob'), catalogHash: '', evidence: [] }).all).toContain(again);
    expect(drawNotice({ kind: 'ended', reason: 'expired' }, expired).all).toContain(again);
    expect(
      drawNotice({ kind: 'ended', reason: 'revoked', by: U('carol') }, aRequest({ status: STATUSES.ended })).all,
    ).not.toContain('"action_id":"ask"');
  });

  it('distinguish a cancellation by the requester from one by another user', () => {
    expect(drawNotice({ kind: 'cancelled', by: U('alice') }).all).toContain('You cancelled');
    expect(drawNotice({ kind: 'cancelled', by: U('carol') }).all).toContain('<@U0CAROL> cancelled');
  });

  it.each(factsWith(HOSTILE))('do not interpret text from users: $kind', (about) => {
    const { message } = drawNotice(about);
    const markup = [message?.text ?? '', ...mrkdwnOf(message?.blocks)].join('\n');

    expect(markup).not.toMatch(/<!channel>|<https|\*bold|_it_|~no~|`code`|:bomb:/);
  });
});

const mrkdwnOf = (value: unknown): readonly string[] => {
  if (typeof value !== 'object' || value === null) return [];
  if ('type' in value && value.type === 'mrkdwn' && 'text' in value) return [String(value.text)];
  return Object.values(value).flatMap(mrkdwnOf);
};

describe('the message about a refused click', () => {
  it('names the click, the reason, the next step and who can help', () => {
    const request = aRequest();
    const { text, blocks } = refusedClickMessage(
      {
        request: request.id,
        action: 'approve',
        explanation: {
          why: 'You are not an approver of prod-s3.',
          next: 'Ask one of its approvers to decide.',
          contacts: [U('bob'), U('carol')].map((id) => ({ kind: 'user', id })),
        },
      },
      request,
    );
    const all = `${text} ${JSON.stringify(blocks)}`;

    expect(all).toContain('Your click on Approve for `prod-s3` was refused.');
    expect(all).toContain('You are not an approver of prod-s3.');
    expect(all).toContain('Who can help: <@U0BOB>, <@U0CAROL>');
  });
});

describe('facts that change nothing for the user', () => {
  it('send no message: a checked start, and the import of a request of an earlier release', () => {
    const quiet = factsWith('').filter(({ kind }) => kind === 'start_checked' || kind === 'imported');

    expect(quiet.map((fact) => drawNotice(fact).message)).toEqual([undefined, undefined]);
  });
});
