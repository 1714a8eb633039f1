import type { Catalog, Role } from '../../core/catalog/catalog.ts';
import { isPlain } from '../../core/rules/choose.ts';
import type { CompiledRole } from './compile-roles.ts';
import { createExaminer, type Examined, type Examiner } from './examine-rules.ts';
import type { Path } from './problems.ts';
import { commandText, gapText, neverText, shadowText } from './quality-texts.ts';
import type { Source } from './read.ts';

type Content = Omit<Catalog, 'hash'>;

/** What became of one rule of the file. */
interface Judged {
  readonly path: Path;
  /** Some role has it, and a request can get it. */
  isUsed: boolean;
  /** Some role has it. `check-labels.ts` warns of the others. */
  isExamined: boolean;
  /** Why it never applies in the first role that has it. */
  why?: string;
}

/** Whether rules of a list are for some roles only. Such a list can have rules for roles that do not exist yet. */
const isByLabel = (list: Path, { at }: Source): boolean =>
  at(list)?.items.some(({ entries }) => entries.get('when')?.entries.has('labels') === true) ?? false;

const judgeRules = (
  { origins, role }: { readonly origins: CompiledRole['origins']; readonly role: Role },
  examined: Examined,
  judged: Map<string, Judged>,
): void => {
  let index = 0;
  let complete = 0;
  for (const { path, left } of origins) {
    if (left === 'labels') continue;
    const key = JSON.stringify(path);
    const found = judged.get(key) ?? { path, isUsed: false, isExamined: false };
    judged.set(key, found);
    // A rule after one for every request was not compiled for the role.
    const why = left === 'after' ? ({ kind: 'covered', by: [complete] } as const) : examined.never[index];
    if (why === undefined) found.isUsed = true;
    else found.why ??= neverText(why, role.rules);
    if (left === undefined) {
      found.isExamined = true;
      complete = index;
      index += 1;
    }
  }
};

/** What was warned about. A list that several roles share is warned about once. */
type Warnings = Set<string>;

const isNew = (path: Path, text: string, warnings: Warnings): boolean => {
  const key = JSON.stringify([path, text]);
  const isKnown = warnings.has(key);
  warnings.add(key);
  return !isKnown;
};

const warnOfGaps = (
  role: Role,
  origins: CompiledRole['origins'],
  { gaps, timeline, zone, asks }: Examined,
  examiner: Examiner,
  source: Source,
  warnings: Warnings,
): void => {
  const list = origins[0]?.path.slice(0, -1) ?? ['roles', role.name];
  for (const gap of gaps) {
    const text = gapText(gap, timeline, zone);
    if (!isNew(list, text, warnings)) continue;
    const example = examiner.exampleOf(gap, role, ({ why }) => why === 'no_rule');
    if (example === undefined) continue;
    const command = commandText(gap, example, role.name, asks);
    const fix = 'add a rule for them, or a last rule such as { name: other requests, refuse: "why" }';
    source.warning(list, `${text}; ${fix}. To see it: ${command}`, 'key');
  }
};

const warnOfShadows = (
  role: Role,
  origins: CompiledRole['origins'],
  { shadowed, asks }: Examined,
  examiner: Examiner,
  source: Source,
  warnings: Warnings,
): void => {
  const paths = origins.flatMap(({ left, path }) => (left === undefined ? [path] : []));
  for (const one of shadowed) {
    const path = paths[one.by] ?? ['roles', role.name];
    const text = shadowText(one, role.rules);
    if (!isNew(path, text, warnings)) continue;
    const example = examiner.exampleOf(
      one.example,
      role,
      ({ rule, why }) => rule === one.by && (why === 'not_a_requester' || why === 'no_emergencies'),
    );
    if (example === undefined) continue;
    source.warning(path, `${text}. To see it: ${commandText(one.example, example, role.name, asks)}`);
  }
};

/**
 * Reports rules that never apply, and warns of requests that no rule matches. Every message comes from questions to the
 * selection itself. A list that several roles share is wrong where it is wrong for all of them. `now` is when the year begins
 * that the hours are examined for.
 */
export const checkQuality = (content: Content, roles: readonly CompiledRole[], source: Source, now: Date): void => {
  const examiner = createExaminer(content, now);
  const judged = new Map<string, Judged>();
  const warnings: Warnings = new Set();
  for (const { role, origins } of roles) {
    if (role === undefined || (isPlain(role) && origins.length < 2)) continue;
    const examined = examiner.examine(role);
    judgeRules({ origins, role }, examined, judged);
    warnOfGaps(role, origins, examined, examiner, source, warnings);
    warnOfShadows(role, origins, examined, examiner, source, warnings);
  }
  for (const { path, isUsed, why, isExamined } of judged.values()) {
    if (isUsed || why === undefined) continue;
    if (!isByLabel(path.slice(0, -1), source)) source.problem(path, why);
    else if (isExamined) source.warning(path, why);
  }
};
