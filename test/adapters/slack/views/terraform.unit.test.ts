import { validateMessage } from '@assume-bot/local-slack/blocks/validate-message';
import { describe, expect, it } from 'vitest';
import { holderMessage } from '../../../../functions/adapters/slack/views/holder-message.ts';
import { noticeMessage } from '../../../../functions/adapters/slack/views/notice.ts';
import type { Catalog, Terraform } from '../../../../functions/core/catalog/catalog.ts';
import { parseAccessName, parseAccountId, parseRoleArn } from '../../../../functions/core/names.ts';
import type { RequestFact } from '../../../../functions/core/request/facts.ts';
import type { Request } from '../../../../functions/core/request/request.ts';
import { aCatalog, aRule, U } from '../../../support/builders.ts';
import { aRequest, LONGEST_BUNDLE, longestCatalog, longestRequest, longestRules, NOW, STATUSES } from './requests.ts';

const BUNDLE = parseAccessName('terraform-prod');
const rule = (name: string, account: string) =>
  aRule({
    name: parseAccessName(name),
    arn: parseRoleArn(`arn:aws:iam::${account}:role/${name}`),
    accountId: parseAccountId(account),
  });
const rules = [rule('tf-state', '333333333333'), rule('prod-deploy', '222222222222')] as const;
const [tfState, deploy] = rules;
const terraform: Terraform = {
  state: {
    role: tfState.name,
    bucket: 'states',
    region: 'eu-central-1',
    keys: ['prod/app.tfstate', 'prod/net.tfstate'],
    kmsKey: 'arn:aws:kms:eu-central-1:333333333333:key/k',
    accountId: tfState.accountId,
  },
  providers: [{ role: deploy.name, region: 'eu-central-1' }],
};
const catalog: Catalog = aCatalog(rules, {
  bundles: { [BUNDLE]: { name: BUNDLE, description: '', roles: rules.map(({ name }) => name), terraform } },
});

const active = (kinds: readonly ('confirmed' | 'refused' | 'waiting')[]): Request =>
  aRequest({
    requested: { target: BUNDLE, roles: rules.map((one) => ({ name: one.name, arn: one.arn, rule: one })) },
    status: {
      ...STATUSES.active,
      progress: rules.map(({ arn }, index) => {
        const kind = kinds[index] ?? 'confirmed';
        return kind === 'refused' ? { arn, kind, why: 'gone' } : { arn, kind };
      }),
    },
  });

const drawActivated = (request: Request, from: Catalog = catalog) => {
  const about = { kind: 'activated' } as const;
  const message = noticeMessage({ to: U('alice'), how: 'direct', about, at: NOW }, request, {
    catalog: from,
    now: NOW,
  });
  return { message, all: JSON.stringify(message?.blocks) };
};

describe('the message about active access to a Terraform bundle', () => {
  it('has the backend, the file for -backend-config, the providers, the other states and the profiles', () => {
    const { all } = drawActivated(active(['confirmed', 'confirmed']));

    expect(all).toContain('backend \\"s3\\" {\\n    bucket       = \\"states\\"');
    expect(all).toContain('terraform init -backend-config=assume-bot.s3.tfbackend');
    expect(all).toContain('"text":"```\\nbucket       = \\"states\\"');
    expect(all).toContain('provider \\"aws\\" {\\n  region = \\"eu-central-1\\"');
    expect(all).toContain('session_name = \\"alice\\"');
    expect(all).toContain('TF_VAR_session_name=alice');
    expect(all).toContain(
      'terraform init -reconfigure -backend-config=assume-bot.s3.tfbackend -backend-config=\\"key=prod/net.tfstate',
    );
    expect(all).toContain('[profile tf-state]');
  });

  it('describes how to recover if access ends during an apply', () => {
    const { all } = drawActivated(active(['confirmed', 'confirmed']));

    expect(all).toContain('assume-bot terraform recover terraform-prod --yes');
    expect(all).toMatch(/state push -lock=false errored\.tfstate.*only then.*force-unlock ID/);
  });

  it('omits the backend if the state role could not be granted', () => {
    const { all } = drawActivated(active(['refused', 'confirmed']));

    expect(all).not.toContain('backend \\"s3\\"');
    expect(all).not.toContain('force-unlock');
    expect(all).toContain('provider \\"aws\\"');
  });

  it('does not mention Terraform if only one of its roles was requested', () => {
    const alone = aRequest({
      requested: { target: deploy.name, roles: [{ name: deploy.name, arn: deploy.arn, rule: deploy }] },
      status: { ...STATUSES.active, progress: [{ arn: deploy.arn, kind: 'confirmed' }] },
    });

    expect(drawActivated(alone).all).not.toContain('Terraform');
  });

  it('stays within the limits of Slack with the longest values, and states what was omitted', () => {
    const longest = longestRules(20);
    const names = longest.map(({ name }) => name);
    const [first = tfState.name] = names;
    const from = longestCatalog(longest);
    const keys = Array.from({ length: 20 }, (_, index) => `${'k'.repeat(890)}${index}`);
    const full: Terraform = {
      state: {
        role: first,
        bucket: 'b'.repeat(63),
        region: 'us-gov-west-1',
        keys,
        kmsKey: `arn:aws-us-gov:kms:us-gov-west-1:333333333333:key/${'k'.repeat(64)}`,
        accountId: parseAccountId('333333333333'),
      },
      providers: names.map((role, index) => ({ role, region: 'us-gov-west-1', alias: `${'a'.repeat(48)}${index}` })),
    };
    const bundle = { name: LONGEST_BUNDLE, description: '', roles: names, terraform: full };
    const request = longestRequest(longest, {
      status: { ...STATUSES.active, progress: longest.map(({ arn }) => ({ arn, kind: 'confirmed' })) },
    });

    const { message, all } = drawActivated(request, { ...from, bundles: { [LONGEST_BUNDLE]: bundle } });

    expect(validateMessage(message ?? {})).toEqual([]);
    expect(all).toMatch(
      /\d+ more providers did not fit. In a clone of assume-bot, run `npx --no assume-bot terraform blocks/,
    );
    expect(all).toContain('It opens 19 more states');
  });
});

describe('the messages about the end of access to a Terraform bundle', () => {
  const extendable = aCatalog(
    rules.map((one) => ({ ...one, extend: { byMinutes: 60, automatic: false, maxTotalMinutes: 480 } })),
    { bundles: catalog.bundles },
  );
  const draw = (about: RequestFact, request: Request, from: Catalog = catalog): string => {
    const drawn = { catalog: from, now: NOW };
    return JSON.stringify(noticeMessage({ to: U('alice'), how: 'direct', about, at: NOW }, request, drawn));
  };
  const held = active(['confirmed', 'confirmed']);
  const ended = { ...held, status: STATUSES.ended };
  const SOON = { kind: 'ends_soon', endsAt: new Date(NOW.getTime() + 600_000) } as const;

  it('warn before the end what happens to a running apply, with a button to extend where the rules allow it', () => {
    const within = draw(SOON, held, extendable);
    const strict = draw(SOON, held);

    for (const all of [within, strict]) expect(all).toContain('cannot save its state');
    expect(within).toContain('"text":"Extend…"');
    expect(strict).not.toContain('"text":"Extend…"');
  });

  it('keep the recovery after the end, in the notification and in the message that had the blocks', () => {
    const notified = draw({ kind: 'ended', reason: 'expired' }, ended);
    const remaining = JSON.stringify(holderMessage(ended, { catalog, now: NOW }));

    for (const all of [notified, remaining])
      expect(all).toMatch(/terraform recover terraform-prod --yes.*push -lock=false errored\.tfstate.*force-unlock ID/);
    expect(remaining).not.toContain('backend \\"s3\\"');
  });

  it('say nothing about Terraform without its state role, or if the access never started', () => {
    const alone = { ...ended, requested: { ...ended.requested, roles: ended.requested.roles.slice(1) } };
    const never = { ...ended, status: { ...STATUSES.ended, at: STATUSES.ended.startsAt } };

    for (const request of [alone, never])
      expect(JSON.stringify(holderMessage(request, { catalog, now: NOW }))).not.toContain('errored.tfstate');
    expect(draw({ kind: 'ended', reason: 'expired' }, alone)).not.toContain('errored.tfstate');
    expect(draw(SOON, { ...held, requested: alone.requested })).not.toContain('apply');
  });
});
