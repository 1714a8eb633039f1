import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCollector } from '../../../bin/replay/collect.ts';
import { readExported } from '../../../functions/adapters/dynamodb/exported-entry.ts';
import { entriesOf, entryOfRefusal } from '../../../functions/core/audit/entries.ts';
import type { Directory } from '../../../functions/core/authority/directory.ts';
import { whosIn } from '../../../functions/core/authority/on-call.ts';
import type { Catalog } from '../../../functions/core/catalog/catalog.ts';
import { canonicalJson } from '../../../functions/core/hash.ts';
import { replay } from '../../../functions/core/replay/compare.ts';
import type { PastRefusal, PastRequest } from '../../../functions/core/replay/past.ts';
import type { RequestInput } from '../../../functions/core/request/decide-request.ts';
import { rulesInForce } from '../../../functions/core/request/rules.ts';
import { questionOf } from '../../../functions/core/rules/choose.ts';
import { DEFAULT_HUB } from '../../../functions/core/trust/policy-names.ts';
import { createRequestAccess } from '../../../functions/usecases/answering/request-access.ts';
import { actor } from '../../support/builders.ts';
import { aClock } from '../../support/fixed-clock.ts';
import { createMemoryStore } from '../../support/memory-store.ts';
import { aRandomCatalog, aRandomDirectory, aRandomInput, NOW } from './a-past.ts';

/** `REPLAY_REQUESTS=10000 npx vitest run --project unit test/oracle/replay` compares that many. */
const REQUESTS = Number(process.env['REPLAY_REQUESTS'] ?? 400);

const OF_EMAIL = new Set(['email_domain_refused', 'email_taken', 'other_refused']);

const silent = { info: () => {}, warn: () => {}, error: () => {} };

/** What the use case decides, and what it stores. */
const ask = async (catalog: Catalog, directory: Directory, by: string, input: RequestInput) => {
  const store = createMemoryStore();
  const { requests, grants, due, refusals } = store;
  const outcome = await createRequestAccess({
    ...{ catalog, requests, grants, due, refusals, hub: DEFAULT_HUB, log: silent },
    clock: aClock(NOW.toISOString()),
    directory: { read: async () => directory },
    queue: { wake: async () => {} },
  })({ actor: actor(by), input, text: input.name });
  return { outcome, refused: store.refused() };
};

type Asked = Awaited<ReturnType<typeof ask>>;

/** The record of one request as `audit export` writes it, and replay reads it. */
const exported = ({ outcome, refused }: Asked): PastRequest | PastRefusal => {
  const entries = outcome.kind === 'requested' ? entriesOf(outcome.request) : refused.map(entryOfRefusal);
  const collector = createCollector();
  for (const entry of entries) {
    const read = readExported(JSON.parse(JSON.stringify(entry)));
    if (read.kind === 'fact') collector.addFact(read.id, read.fact, read.at);
    if (read.kind === 'refusal') collector.addRefusal(read);
  }
  const { requests, refusals } = collector.finish();
  const [past] = [...requests.values(), ...refusals];
  if (past === undefined) throw new Error(`nothing was recorded of ${JSON.stringify(outcome)}`);
  return past;
};

/** The decision in the words of replay. */
const decisionOf = ({ outcome }: Asked, catalog: Catalog) => {
  if (outcome.kind === 'refused')
    return outcome.refusal.kind === 'membership_unknown'
      ? ({ kind: 'unknown', why: { kind: 'not_read', groups: outcome.refusal.unread } } as const)
      : ({ kind: 'refused', refusal: outcome.refusal.kind } as const);
  if (outcome.kind !== 'requested') throw new Error(outcome.kind);
  const { requested } = outcome.request;
  const inForce = rulesInForce({ requested }, catalog);
  if (inForce.kind !== 'rules') throw new Error(inForce.kind);
  return {
    kind: 'allowed' as const,
    approvals: Math.max(...inForce.rules.map(({ approvals }) => approvals)),
    minutes: questionOf(requested).minutes,
    rules: requested.roles.flatMap(({ name, rule, ruleIndex, together = [] }) => [
      { role: name, rule: rule.ruleName, index: ruleIndex },
      ...together.map(({ ruleName }) => ({ role: name, rule: ruleName })),
    ]),
  };
};

describe('replay', () => {
  it('decides past requests as the bot decides them with the changed catalog', async () => {
    const found = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(aRandomCatalog, aRandomCatalog, aRandomDirectory, aRandomInput),
        async ([then, changed, directory, { by, input }]) => {
          const past = exported(await ask(then, directory, by, input));
          const expected = decisionOf(await ask(changed, directory, by, input), changed);
          const { after, difference } = replay(past, changed, () => undefined);

          const key = after.kind === 'unknown' ? after.why.kind : difference;
          found.set(key, (found.get(key) ?? 0) + 1);
          // What the record does not tell is said so, and never guessed.
          if (after.kind === 'unknown' && after.why.kind === 'not_read') {
            const real = expected.kind === 'unknown' ? expected.why.groups : [];
            const beyond = after.why.groups.filter((group) => !real.includes(group));
            // The record has no word of what only the changed catalog names.
            const named = new Set(whosIn(then).map((who) => canonicalJson(who)));
            const isNew = whosIn(changed).some((who) => !named.has(canonicalJson(who)));
            const isRenamed = canonicalJson(then.onCall?.['paged']) !== canonicalJson(changed.onCall?.['paged']);
            expect(beyond.length === 0 || isNew || isRenamed).toBe(true);
            return;
          }
          if (after.kind === 'unknown' && after.why.kind !== 'not_read') {
            const isExpected = { no_email: changed.byEmail !== undefined, approvers: past.kind === 'refusal' };
            expect(isExpected).toMatchObject({ [after.why.kind]: true });
            return;
          }
          // Without the address, the request is refused for the next reason, if there is one.
          if (expected.kind === 'refused' && OF_EMAIL.has(expected.refusal ?? '') && after.kind === 'refused') return;
          // Members of groups of approvers are not recorded.
          if (expected.kind === 'refused' && expected.refusal === 'approvers_missing' && after.kind === 'allowed')
            return;
          expect(after).toEqual(expected);
        },
      ),
      { numRuns: REQUESTS },
    );
    // The generated histories contain every kind of difference.
    for (const kind of ['newly-allowed', 'newly-refused', 'more-approvals', 'fewer-approvals', 'not_read', 'unchanged'])
      expect(found.get(kind) ?? 0, kind).toBeGreaterThan(0);
  });

  it('can decide every request again by the catalog of its time', async () => {
    await fc.assert(
      fc.asyncProperty(aRandomCatalog, aRandomDirectory, aRandomInput, async (catalog, directory, { by, input }) => {
        const past = exported(await ask(catalog, directory, by, input));
        const { difference, before, after } = replay(past, catalog, () => undefined);

        const isUnread = past.kind === 'refusal' && past.refusal === 'membership_unknown';
        const isUnknown = after.kind === 'unknown' && ['no_email', 'approvers'].includes(after.why.kind);
        expect({ difference, before, after }).toMatchObject({
          difference: isUnread || isUnknown ? 'undetermined' : 'unchanged',
        });
      }),
      { numRuns: REQUESTS },
    );
  });
});
