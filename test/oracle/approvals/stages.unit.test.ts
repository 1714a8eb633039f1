import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rightOf } from '../../../functions/core/authority/delegation.ts';
import { EMPTY_DIRECTORY } from '../../../functions/core/authority/directory.ts';
import { tooFewApprovers } from '../../../functions/core/authority/satisfiable.ts';
import { missingIn, tallyOf } from '../../../functions/core/authority/stages.ts';
import type { Stage, Who } from '../../../functions/core/catalog/catalog.ts';
import { NOON } from '../../support/a-request.ts';
import { aCatalog, U } from '../../support/builders.ts';

const RUNS = Number(process.env['APPROVALS'] ?? 300);
const NAMES = ['ann', 'ben', 'cat', 'dan', 'eve'] as const;
const GROUPS = { S0ONE: 'one', S0TWO: 'two', S0SIX: 'six' } as const;

interface PlainStage {
  /** Names of users and ids of groups. */
  readonly entries: readonly string[];
  readonly approvals: number;
  readonly isEachDifferent: boolean;
}
type Members = Readonly<Record<string, readonly string[]>>;

const entry = fc.constantFrom(...NAMES, ...Object.keys(GROUPS));
const plan = fc.array(
  fc.record({
    entries: fc.uniqueArray(entry, { minLength: 1, maxLength: 3 }),
    approvals: fc.integer({ min: 1, max: 3 }),
    isEachDifferent: fc.boolean(),
  }),
  { minLength: 1, maxLength: 3 },
);
const groups: fc.Arbitrary<Members> = fc.record(
  Object.fromEntries(Object.keys(GROUPS).map((id) => [id, fc.subarray([...NAMES])])),
);

const whoOf = (one: string): Who =>
  Object.hasOwn(GROUPS, one) ? { kind: 'group', id: one as never } : { kind: 'user', id: U(one) };
const stagesOf = (plain: readonly PlainStage[]): readonly Stage[] =>
  plain.map(({ entries, approvals, isEachDifferent }) => ({
    approvers: entries.map(whoOf),
    approvals,
    ...(isEachDifferent ? { fromDifferent: true } : {}),
  }));
const worldOf = (members: Members) => ({
  catalog: aCatalog([], { people: {} }),
  directory: {
    ...EMPTY_DIRECTORY,
    groups: Object.fromEntries(
      Object.entries(members).map(([id, names]) => [id, { members: names.map(U), readAt: NOON }]),
    ),
  },
  now: NOON,
});

const names = (one: string, name: string, members: Members) => one === name || members[one]?.includes(name) === true;

/** Every way to give each of some users an entry of a stage, no entry twice. */
const canSplit = (users: readonly string[], { entries }: PlainStage, members: Members): boolean => {
  const [first, ...rest] = users;
  if (first === undefined) return true;
  return entries.some(
    (one) =>
      names(one, first, members) &&
      canSplit(
        rest,
        { entries: entries.filter((other) => other !== one), approvals: 0, isEachDifferent: true },
        members,
      ),
  );
};

/** A user who approves, and the approver in whose place. */
interface PlainClick {
  readonly name: string;
  readonly right: string;
}

/** Which of some approvals count, by trying everything. A user, and a right, count once. */
const interpretClicks = (plain: readonly PlainStage[], clicks: readonly PlainClick[], members: Members) => {
  const counted: string[][] = plain.map(() => []);
  const used: string[] = [];
  for (const { name, right } of clicks) {
    const at = plain.findIndex(({ approvals }, index) => (counted[index]?.length ?? 0) < approvals);
    const [stage, here] = [plain[at], counted[at]];
    if (stage === undefined || here === undefined || used.includes(name) || used.includes(right)) continue;
    const isNamed = stage.entries.some((one) => names(one, right, members));
    if (!isNamed || (stage.isEachDifferent && !canSplit([...here, right], stage, members))) continue;
    here.push(right);
    used.push(name, right);
  }
  return counted;
};

/** Which of some approvals count, by trying everything. */
const interpret = (plain: readonly PlainStage[], clicks: readonly string[], members: Members): readonly string[][] =>
  interpretClicks(
    plain,
    clicks.map((name) => ({ name, right: name })),
    members,
  );

/** Whether any order of clicks of any users completes every stage. */
const canComplete = (plain: readonly PlainStage[], members: Members, clicked: readonly string[] = []): boolean => {
  const missing =
    plain.reduce((sum, { approvals }) => sum + approvals, 0) - interpret(plain, clicked, members).flat().length;
  if (missing === 0) return true;
  return NAMES.filter((name) => !clicked.includes(name)).some((name) => {
    const next = [...clicked, name];
    const isUseful = interpret(plain, next, members).flat().length === next.length;
    return isUseful && canComplete(plain, members, next);
  });
};

describe('approvals in stages', () => {
  it('count as a program that tries every assignment counts them', () => {
    fc.assert(
      fc.property(plan, groups, fc.array(fc.constantFrom(...NAMES), { maxLength: 7 }), (plain, members, clicks) => {
        const stages = { stages: stagesOf(plain), allowSelfApproval: false };
        const given = clicks.map((name) => ({ by: U(name), at: NOON }));
        const { progress, unread } = tallyOf(stages, given, { by: U('requester') }, worldOf(members));
        const expected = interpret(plain, clicks, members);

        expect(unread).toEqual([]);
        expect(progress.counted.map(({ by, stage }) => `${stage} ${by}`)).toEqual(
          expected.flatMap((users, stage) => users.map((name) => `${stage} ${U(name)}`)),
        );
        expect(missingIn(stages, progress)).toBe(
          plain.reduce((sum, { approvals }) => sum + approvals, 0) - expected.flat().length,
        );
      }),
      { numRuns: RUNS },
    );
  });

  it('by delegates count once for the approver and once for the delegate', () => {
    const click = fc.record({ name: fc.constantFrom(...NAMES), right: fc.constantFrom(...NAMES) });
    fc.assert(
      fc.property(plan, groups, fc.array(click, { maxLength: 7 }), (plain, members, clicks) => {
        const stages = { stages: stagesOf(plain), allowSelfApproval: false };
        const given = clicks.map(({ name, right }) => ({
          by: U(name),
          at: NOON,
          ...(name === right ? {} : { for: U(right) }),
        }));
        const { progress } = tallyOf(stages, given, { by: U('requester') }, worldOf(members));
        const expected = interpretClicks(plain, clicks, members);

        expect(progress.counted.map((one) => `${one.stage} ${rightOf(one)}`)).toEqual(
          expected.flatMap((rights, stage) => rights.map((right) => `${stage} ${U(right)}`)),
        );
      }),
      { numRuns: RUNS },
    );
  });

  it('have too few approvers only if no order of clicks completes them', () => {
    fc.assert(
      fc.property(plan, groups, (plain, members) => {
        const lack = tooFewApprovers(stagesOf(plain), {
          membersOf: (who) => {
            if (who.kind === 'user') return [who.id];
            return who.kind === 'group' ? (members[who.id] ?? []).map(U) : undefined;
          },
          canApprove: () => true,
          isSameUser: (one, other) => one === other,
        });

        expect(lack === undefined).toBe(canComplete(plain, members));
      }),
      { numRuns: RUNS },
    );
  });
});
