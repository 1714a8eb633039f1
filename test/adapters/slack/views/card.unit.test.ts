import { describe, expect, it } from 'vitest';
import type { SlackMessage } from '../../../../functions/adapters/slack/blocks.ts';
import { requestCard } from '../../../../functions/adapters/slack/views/card.ts';
import { parseAccessName, parseRoleArn } from '../../../../functions/core/names.ts';
import { aCatalog, aRule, U } from '../../../support/builders.ts';
import { aRequest, HOSTILE, NOW, STATUSES, withProgress } from './requests.ts';

const drawn = { catalog: aCatalog(), now: NOW };

const buttonsOf = ({ blocks }: SlackMessage): readonly { text: unknown; action_id: unknown; value: unknown }[] =>
  blocks.flatMap((block) => (block.type === 'actions' ? block.elements : [])) as never;

/** All that a person reads of it. */
const shown = ({ blocks }: SlackMessage): string => JSON.stringify(blocks);

const byBob = { by: U('bob'), at: NOW, roles: [aRule().name] };

describe('the card of a request that waits', () => {
  it('tells at one look who asks for what, in which account, for how long and why', () => {
    const card = shown(requestCard(aRequest(), drawn));

    for (const said of ['<@U0ALICE>', '`prod-s3`', 'List the S3 buckets of production', 'prod (222222222222)', '1h'])
      expect(card).toContain(said);
    expect(card).toContain('Reason: INC-42: db is down');
  });

  it('says in its text for screen readers what its blocks say', () => {
    const { text } = requestCard(aRequest(), drawn);

    for (const said of ['<@U0ALICE>', 'prod-s3', 'prod (222222222222)', '1h', 'INC-42: db is down', 'Waiting'])
      expect(text).toContain(said);
  });

  it('has Approve and Deny, which carry the id of the request and nothing else', () => {
    const buttons = buttonsOf(requestCard(aRequest(), drawn));

    expect(buttons).toMatchObject([
      { action_id: 'approve', value: aRequest().id },
      { action_id: 'approve_shorter', value: aRequest().id },
      { action_id: 'deny', value: aRequest().id },
    ]);
  });

  it('shows how far the quorum is, by whom, and who else can approve', () => {
    const catalog = aCatalog([aRule({ approvals: 2 })]);

    const card = shown(requestCard(aRequest({ reviews: [byBob] }), { ...drawn, catalog }));

    expect(card).toContain('1 of 2 approvals: <@U0BOB>');
    expect(card).toContain('Approvers: <@U0BOB>, <@U0CAROL>');
  });

  it('shows how far the quorum of each role of a bundle is', () => {
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

  it('shows what people wrote as text and interprets nothing of it, in blocks and text alike', () => {
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

  it('lets Slack make no links of its own out of names', () => {
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

describe('buttons', () => {
  it.each(Object.values(STATUSES).filter(({ kind }) => kind !== 'pending'))(
    'are gone once nothing is left to decide: $kind',
    (status) => {
      expect(buttonsOf(requestCard(aRequest({ status }), drawn))).toEqual([]);
    },
  );

  it('are gone once the time to decide is over, before the sweep comes', () => {
    const later = new Date('2030-01-02T12:00:00Z');

    expect(buttonsOf(requestCard(aRequest(), { ...drawn, now: later }))).toEqual([]);
  });

  it('are gone, with the reason, once the role has left the catalog', () => {
    const card = requestCard(aRequest(), { ...drawn, catalog: aCatalog([]) });

    expect(buttonsOf(card)).toEqual([]);
    expect(shown(card)).toContain('Request it again.');
  });
});

describe('the card of a request that was decided', () => {
  it.each([
    ['approved', '*Approved by <@U0BOB>*, being set up.'],
    ['active', '*Active* until <!date^1893502800^'],
    ['denied', '*Denied* by <@U0BOB>'],
    ['cancelled', '*Cancelled* by <@U0ALICE>'],
    ['lapsed', 'without a decision'],
    ['failed', 'The role does not exist. Have it made.'],
    ['ended', '<@U0ALICE> ended it'],
  ] as const)('says how it stands: %s', (kind, says) => {
    const card = requestCard(aRequest({ status: STATUSES[kind], reviews: [byBob] }), drawn);

    expect(shown(card)).toContain(says);
    expect(card.text).toContain(says.slice(0, 20));
  });

  it('says why it was denied', () => {
    const facts = [{ kind: 'denied', by: U('bob'), why: 'not today', catalogHash: 'c', evidence: [] }] as const;

    const card = requestCard(aRequest({ status: STATUSES.denied, facts }), drawn);

    expect(shown(card)).toContain('Reason: not today');
    expect(card.text).toContain('not today');
  });

  it('never says active before IAM has been read back', () => {
    const beforehand = requestCard(aRequest({ status: STATUSES.approved }), drawn);

    expect(`${beforehand.text} ${shown(beforehand)}`).not.toMatch(/active/i);
  });

  it('tells a start in the future from access that can be used now', () => {
    const startsAt = new Date('2030-01-01T12:30:00Z');

    const card = shown(requestCard(aRequest({ status: { ...STATUSES.active, startsAt } }), drawn));

    expect(card).toContain('*Set up*: starts <!date^1893501000^');
    expect(card).not.toContain('*Active*');
  });

  it('names the roles of a bundle that could not be set up', () => {
    const card = shown(requestCard(withProgress(aRequest({ status: STATUSES.active }), 'refused'), drawn));

    expect(card).toContain('prod-s3 could not be set up: &&&');
  });

  it('tells access that ended before it began from access that was held', () => {
    const status = { ...STATUSES.ended, startsAt: new Date('2030-01-01T14:00:00Z') };

    expect(shown(requestCard(aRequest({ status }), drawn))).toContain('Ended before its start.');
    expect(shown(requestCard(aRequest({ status: STATUSES.ended }), drawn))).toContain('Held from <!date^1893499200^');
  });
});
