import { describe, expect, it } from 'vitest';
import { choicesOf, optionGroups, searchedOptions } from '../../../../functions/adapters/slack/views/access-options.ts';
import { homeTab } from '../../../../functions/adapters/slack/views/home.ts';
import { listMessage } from '../../../../functions/adapters/slack/views/list.ts';
import { requestModal } from '../../../../functions/adapters/slack/views/request-modal.ts';
import { parseAccessName, parseSlackGroupId } from '../../../../functions/core/names.ts';
import { aCatalog, aRule, PROD, U, UTILS } from '../../../support/builders.ts';
import { aRequest, longestCatalog, longestRules, NOW, requestableOf, STATUSES } from './requests.ts';

const shown = (message: ReturnType<typeof listMessage>) => JSON.stringify(message.blocks);

describe('the list of open requests and roles to request', () => {
  it('has a line with a button for each open request', () => {
    const open = [aRequest(), { ...aRequest({ status: STATUSES.active }), id: 'f'.repeat(20) as never }];

    const list = shown(
      listMessage(
        { open: open, toDecide: [], toReview: [], requestable: requestableOf(aCatalog()) },
        { catalog: aCatalog(), now: NOW },
      ),
    );

    expect(list).toContain('pending, lapses');
    expect(list).toContain(
      `"action_id":"cancel","text":{"type":"plain_text","text":"Cancel","emoji":false},"value":"${open[0]?.id}"`,
    );
    expect(list).toContain('active until <!date^1893502800^');
    expect(list).toContain(
      `"action_id":"end","text":{"type":"plain_text","text":"End now","emoji":false},"value":"${open[1]?.id}"`,
    );
  });

  it('has one line for a role that is held by several requests, with Extend and End now for all of them', () => {
    const rule = aRule({ extend: { byMinutes: 60, automatic: true, maxTotalMinutes: 480 } });
    const active = (at: string, digit: string) => ({
      ...aRequest({
        requested: { roles: [{ name: rule.name, arn: rule.arn, rule }] },
        status: { ...STATUSES.active, endsAt: new Date(at), progress: [{ arn: rule.arn, kind: 'confirmed' }] },
      }),
      id: digit.repeat(20) as never,
    });
    const open = [active('2030-01-01T13:00:00Z', 'a'), active('2030-01-01T14:00:00Z', 'b')];
    const catalog = aCatalog([rule]);

    const list = listMessage(
      { open, toDecide: [], toReview: [], requestable: requestableOf(catalog) },
      { catalog, now: NOW },
    );

    const buttons = list.blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []));
    expect(shown(list).match(/active until/g)).toHaveLength(1);
    expect(shown(list)).toContain('active until <!date^1893506400^');
    expect(buttons).toMatchObject([
      { action_id: 'extend', value: 'b'.repeat(20) },
      { action_id: 'end', value: `${'b'.repeat(20)} ${'a'.repeat(20)}`, confirm: { style: 'danger' } },
    ]);
  });

  it('begins with the emergencies to review, with both buttons and when the review is due', () => {
    const request = {
      ...aRequest({ requested: { emergency: true }, status: STATUSES.active }),
      reviewOwed: { dueBy: new Date('2030-01-01T16:00:00Z'), remindAt: NOW, gapMinutes: 60 },
    };
    const requestable = requestableOf(aCatalog());
    const [toReview, drawn] = [Array.from({ length: 3 }, () => request), { catalog: aCatalog(), now: NOW }];

    const list = listMessage({ open: [], toDecide: [], toReview, requestable }, drawn);

    expect(list.text).toContain('3 emergencies to review');
    expect(list.blocks[0]).toMatchObject({ text: { text: '*Emergencies for you to review*' } });
    expect(list.blocks[1]).toMatchObject({
      text: { text: expect.stringMatching(/^:rotating_light: \*Emergency\* .* The review is due <!date\^1893513600/) },
    });
    expect(list.blocks[2]).toMatchObject({ elements: [{ action_id: 'review_right' }, { action_id: 'review_wrong' }] });
    expect(shown(list)).toContain('and 1 more: the Home tab shows them.');
    const home = homeTab(
      { kind: 'home', held: [], pending: [], recent: [], toDecide: [], toReview, requestable },
      drawn,
    );
    expect(home.blocks.slice(0, 2)).toMatchObject([
      { text: { text: 'Emergencies for you to review' } },
      list.blocks[1]?.type === 'section' ? { text: list.blocks[1].text } : {},
    ]);
    expect(JSON.stringify(home).match(/"review_wrong"/g)).toHaveLength(3);
  });

  it('shows why nothing can be requested, and no role', () => {
    const blocked = { kind: 'locked_down', by: U('carol'), why: 'keys have leaked' } as const;
    const requestable = { accounts: [], bundles: [], unread: [], blocked };

    const list = listMessage({ open: [], toDecide: [], toReview: [], requestable }, { catalog: aCatalog(), now: NOW });

    expect(shown(list)).toContain('A lockdown is on, and no access is granted: keys have leaked.');
    expect(shown(list)).not.toContain('What you can request');
  });

  it('groups roles by account, with description and maximum duration', () => {
    const rules = [
      aRule({ name: parseAccessName('utils-admin'), accountId: UTILS, accountName: 'utils' }),
      aRule({ accountId: PROD }),
    ];

    const list = shown(
      listMessage(
        { open: [], toDecide: [], toReview: [], requestable: requestableOf(aCatalog(rules)) },
        { catalog: aCatalog(), now: NOW },
      ),
    );

    expect(list.indexOf('*prod* (222222222222)')).toBeLessThan(list.indexOf('`prod-s3`'));
    expect(list.indexOf('`prod-s3`')).toBeLessThan(list.indexOf('*utils* (111111111111)'));
    expect(list).toContain('• `prod-s3`: List the S3 buckets of production (up to 8h)');
  });

  it('names all of 300 roles if their names have a typical length', () => {
    const rules = Array.from({ length: 300 }, (_, index) => aRule({ name: parseAccessName(`prod-role-${index}`) }));

    const list = shown(
      listMessage(
        { open: [], toDecide: [], toReview: [], requestable: requestableOf(aCatalog(rules)) },
        { catalog: aCatalog(), now: NOW },
      ),
    );

    for (const { name } of rules) expect(list).toContain(`\`${name}\``);
  });

  it('shows how many roles are omitted if not all names fit', () => {
    const rules = longestRules(300);

    const list = shown(
      listMessage(
        { open: [], toDecide: [], toReview: [], requestable: requestableOf(longestCatalog(rules)) },
        { catalog: aCatalog(), now: NOW },
      ),
    );

    const named = rules.filter(({ name }) => list.includes(`\`${name}\``)).length;
    expect(named).toBeGreaterThan(100);
    expect(list).toContain(`and ${300 - named} more: type`);
  });

  it('states that it is incomplete if the members of a group could not be read', () => {
    const rules = [aRule({ requesters: [{ kind: 'group', id: parseSlackGroupId('S0SRE') }] })];

    const list = shown(
      listMessage(
        { open: [], toDecide: [], toReview: [], requestable: requestableOf(aCatalog(rules)) },
        { catalog: aCatalog(), now: NOW },
      ),
    );

    expect(list).toContain('This list is not complete: the bot could not read <!subteam^S0SRE>.');
  });
});

describe('the options of the request form', () => {
  const many = (count: number, name = (index: number) => `role-${String(index).padStart(3, '0')}`) =>
    choicesOf(
      requestableOf(
        aCatalog(Array.from({ length: count }, (_, index) => aRule({ name: parseAccessName(name(index)) }))),
      ),
    );
  const names = (groups: ReturnType<typeof searchedOptions>) =>
    groups.flatMap(({ options }) => options.map(({ text }) => text.text));

  it('are a list by account for up to 100 roles, and a search for more', () => {
    const ofForm = (count: number) => {
      const rules = Array.from({ length: count }, (_, index) => aRule({ name: parseAccessName(`role-${index}`) }));
      const [first] = requestModal({ requestable: requestableOf(aCatalog(rules)), now: NOW }).blocks;
      return first !== undefined && 'element' in first ? first.element.type : undefined;
    };

    expect(ofForm(100)).toBe('static_select');
    expect(ofForm(101)).toBe('external_select');
    expect(names(optionGroups(many(100)))).toHaveLength(100);
  });

  it('are sorted before they are truncated, and show the total', () => {
    const groups = searchedOptions(
      many(300, (index) => `role-${String(299 - index).padStart(3, '0')}`),
      '',
    );

    expect(names(groups)).toHaveLength(100);
    expect(names(groups)[0]).toBe('role-000');
    expect(groups[0]?.label.text).toBe('prod (100 of 300: type to search)');
  });

  it('match by name, description and account, by several words, in any case; names come first', () => {
    const rules = [
      aRule({ name: parseAccessName('a-reader'), description: 'Reads the billing bucket' }),
      aRule({ name: parseAccessName('billing'), description: 'Money' }),
      aRule({ name: parseAccessName('prod-billing'), description: 'Money of production' }),
      aRule({
        name: parseAccessName('utils-tool'),
        accountId: UTILS,
        accountName: 'utils',
        description: 'Billing tool',
      }),
    ];
    const choices = choicesOf(requestableOf(aCatalog(rules)));

    expect(names(searchedOptions(choices, 'BILLING'))).toEqual(['billing', 'prod-billing', 'a-reader', 'utils-tool']);
    expect(names(searchedOptions(choices, 'billing bucket'))).toEqual(['a-reader']);
    expect(names(searchedOptions(choices, 'utils'))).toEqual(['utils-tool']);
    expect(searchedOptions(choices, 'nothing like it')).toEqual([]);
  });

  it('require a reason only if a rule does', () => {
    const isOptional = (reason: 'required' | 'optional') => {
      const block = requestModal({ requestable: requestableOf(aCatalog([aRule({ reason })])), now: NOW }).blocks.at(-1);
      return block !== undefined && 'optional' in block ? block.optional : undefined;
    };

    expect(isOptional('required')).toBe(false);
    expect(isOptional('optional')).toBe(true);
  });
});
