import { describe, expect, it } from 'vitest';
import type { SlackMessage } from '../../../../functions/adapters/slack/blocks.ts';
import { requestCard } from '../../../../functions/adapters/slack/views/card.ts';
import { holderMessage } from '../../../../functions/adapters/slack/views/holder-message.ts';
import { parseAccessName, parseRoleArn } from '../../../../functions/core/names.ts';
import { aCatalog, aRule, U } from '../../../support/builders.ts';
import { aRequest, HOSTILE, NOW, STATUSES, withProgress } from './requests.ts';

const drawn = { catalog: aCatalog(), now: NOW };

const buttonsOf = ({ blocks }: SlackMessage): readonly { text: unknown; action_id: unknown; value: unknown }[] =>
  blocks.flatMap((block) => (block.type === 'actions' ? block.elements : [])) as never;

/** The visible content of a message. */
const shown = ({ blocks }: SlackMessage): string => JSON.stringify(blocks);

const byBob = { by: U('bob'), at: NOW, roles: [aRule().name] };

describe('the card of a pending request', () => {
  it('shows requester, role, account, duration and reason', () => {
    const card = shown(requestCard(aRequest(), drawn));

    for (const part of ['<@U0ALICE>', '`prod-s3`', 'List the S3 buckets of production', 'prod (222222222222)', '1h'])
      expect(card).toContain(part);
    expect(card).toContain('Reason: INC-42: db is down');
  });

  it('has the same content in its text for screen readers', () => {
    const { text } = requestCard(aRequest(), drawn);

    for (const part of ['<@U0ALICE>', 'prod-s3', 'prod (222222222222)', '1h', 'INC-42: db is down', 'Waiting'])
      expect(text).toContain(part);
  });

  it('has buttons for the decision, with the request ID as their value', () => {
    const buttons = buttonsOf(requestCard(aRequest(), drawn));

    expect(buttons).toMatchObject([
      { action_id: 'approve', value: aRequest().id },
      { action_id: 'approve_shorter', value: aRequest().id },
      { action_id: 'deny', value: aRequest().id },
    ]);
  });

  it('shows the approvals so far, and who else can approve', () => {
    const catalog = aCatalog([aRule({ approvals: 2 })]);

    const card = shown(requestCard(aRequest({ reviews: [byBob] }), { ...drawn, catalog }));

    expect(card).toContain('1 of 2 approvals: <@U0BOB>');
    expect(card).toContain('Approvers: <@U0CAROL>');
    expect(card).not.toContain('Approvers: <@U0BOB>');
  });

  it('shows the approvals so far for each role of a bundle', () => {
    const second = parseRoleArn('arn:aws:iam::222222222222:role/deploy');
    const deploy = aRule({
      name: parseAccessName('deploy'),
      arn: second,
      approvers: [{ kind: 'user', id: U('carol') }],
    });
    const target = parseAccessName('terraform');
    const bundle = { name: target, description: 'Run Terraform', roles: [aRule().name, deploy.name] };
    const catalog = aCatalog([aRule(), deploy], { bundles: { [target]: bundle } });
    const roles = [aRule(), deploy].map((rule) => ({ name: rule.name, arn: rule.arn, rule }));

    const card = shown(
      requestCard(aRequest({ requested: { target, roles }, reviews: [byBob] }), { ...drawn, catalog }),
    );

    expect(card).toContain('the bundle `terraform`');
    expect(card).toContain('`prod-s3` in prod: List the S3 buckets of production, 1 of 1 approval');
    expect(card).toContain('`deploy` in prod: List the S3 buckets of production, 0 of 1 approval');
    expect(card).toContain('1 more approval needed, so far: <@U0BOB>');
  });

  it('shows the comments of approvers literally', () => {
    const approval = {
      kind: 'approved',
      by: U('bob'),
      startsAt: NOW,
      endsAt: NOW,
      catalogHash: '',
      evidence: [],
    } as const;
    const approved = aRequest({ status: STATUSES.approved, facts: [{ ...approval, note: 'only <!channel> *today*' }] });

    expect(shown(requestCard(approved, drawn))).toContain('Comment by <@U0BOB>: only &lt;!channel&gt; ∗today∗');
    expect(JSON.stringify(holderMessage(approved, drawn).blocks)).toContain('Comment by <@U0BOB>');
  });

  it('links to the ticket in the reason, which cannot change where the link leads', () => {
    const linked = (ticket: string, reason: string) => {
      const ticketUrl = 'https://tickets.example.com/browse/{ticket}?view=all';
      const catalog = aCatalog([aRule({ ticket, ticketUrl })]);
      return shown(requestCard(aRequest({ requested: { reason } }), { ...drawn, catalog }));
    };

    expect(linked('INC-[0-9]+', 'INC-42: db is down')).toContain(
      '<https://tickets.example.com/browse/INC-42?view=all|INC-42>',
    );
    expect(linked('/.*$', 'see /../x?y=1|<!channel>#&z')).toContain(
      '<https://tickets.example.com/browse/%2F..%2Fx%3Fy%3D1%7C%3C!channel%3E%23%26z?view=all|/../x?y=1¦&lt;!channel&gt;#&amp;z>',
    );
    expect(linked('INC-[0-9]+', 'an older reason')).not.toContain('tickets.example.com');
  });

  it('shows user text literally, in blocks and in text', () => {
    const hostile = aRule({ description: HOSTILE });
    const roles = [{ name: hostile.name, arn: hostile.arn, rule: hostile }];

    const card = requestCard(aRequest({ requested: { reason: HOSTILE, roles } }), drawn);

    const markup = [card.text, ...mrkdwnOf(card)].join('\n');
    expect(markup).not.toMatch(/<!channel>|<@U0BOB> <https|<https|\*bold|_it_|~no~|`code`|:bomb:/);
    expect(card.blocks).toContainEqual({
      type: 'section',
      text: { type: 'plain_text', text: `Reason: ${HOSTILE.replace('\u202e', '')}`, emoji: false },
    });
  });

  it('prevents Slack from turning names into links', () => {
    const card = requestCard(aRequest(), drawn);

    expect(JSON.stringify(card.blocks).match(/"type":"mrkdwn"/g)).toHaveLength(
      JSON.stringify(card.blocks).match(/"verbatim":true/g)?.length ?? 0,
    );
  });
});

const mrkdwnOf = (value: unknown): readonly string[] => {
  if (typeof value !== 'object' || value === null) return [];
  if ('type' in value && value.type === 'mrkdwn' && 'text' in value) return [String(value.text)];
  return Object.values(value).flatMap(mrkdwnOf);
};

describe('the buttons of a card', () => {
  it.each(Object.values(STATUSES).filter(({ kind }) => kind !== 'pending'))(
    'are removed when there is nothing left to decide: $kind',
    (status) => {
      expect(buttonsOf(requestCard(aRequest({ status }), drawn))).toEqual([]);
    },
  );

  it('are removed when the request lapses, even before the sweep runs', () => {
    const later = new Date('2030-01-02T12:00:00Z');

    expect(buttonsOf(requestCard(aRequest(), { ...drawn, now: later }))).toEqual([]);
  });

  it('are removed, with a reason, when the role leaves the catalog', () => {
    const card = requestCard(aRequest(), { ...drawn, catalog: aCatalog([]) });

    expect(buttonsOf(card)).toEqual([]);
    expect(shown(card)).toContain('Request it again.');
  });
});

describe('the card of a decided request', () => {
  it.each([
    ['approved', '*Approved by <@U0BOB>*, being set up.'],
    ['active', '*Active* until <!date^1893502800^'],
    ['denied', '*Denied* by <@U0BOB>'],
    ['cancelled', '*Cancelled* by <@U0ALICE>'],
    ['lapsed', 'without a decision'],
    ['failed', 'The role does not exist. Have it made.'],
    ['ended', '<@U0ALICE> ended it'],
  ] as const)('shows the status: %s', (kind, shownStatus) => {
    const card = requestCard(aRequest({ status: STATUSES[kind], reviews: [byBob] }), drawn);

    expect(shown(card)).toContain(shownStatus);
    expect(card.text).toContain(shownStatus.slice(0, 20));
  });

  it('shows the reason for a denial', () => {
    const facts = [{ kind: 'denied', by: U('bob'), why: 'not today', catalogHash: 'c', evidence: [] }] as const;

    const card = requestCard(aRequest({ status: STATUSES.denied, facts }), drawn);

    expect(shown(card)).toContain('Reason: not today');
    expect(card.text).toContain('not today');
  });

  it('does not show active access before IAM was read back', () => {
    const beforehand = requestCard(aRequest({ status: STATUSES.approved }), drawn);

    expect(`${beforehand.text} ${shown(beforehand)}`).not.toMatch(/active/i);
  });

  it('distinguishes a start in the future from access that can be used now', () => {
    const startsAt = new Date('2030-01-01T12:30:00Z');

    const card = shown(requestCard(aRequest({ status: { ...STATUSES.active, startsAt } }), drawn));

    expect(card).toContain('*Set up*: starts <!date^1893501000^');
    expect(card).not.toContain('*Active*');
  });

  it('names the roles of a bundle that could not be set up', () => {
    const card = shown(requestCard(withProgress(aRequest({ status: STATUSES.active }), 'refused'), drawn));

    expect(card).toContain('prod-s3 could not be set up: &&&');
  });

  it('distinguishes access that ended before its start from access that was held', () => {
    const status = { ...STATUSES.ended, startsAt: new Date('2030-01-01T14:00:00Z') };

    expect(shown(requestCard(aRequest({ status }), drawn))).toContain('Ended before its start.');
    expect(shown(requestCard(aRequest({ status: STATUSES.ended }), drawn))).toContain('Held from <!date^1893499200^');
  });
});
