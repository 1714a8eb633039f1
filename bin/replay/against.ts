import { appendFile } from 'node:fs/promises';
import type { Catalog } from '../../functions/core/catalog/catalog.ts';
import { DIFFERENCES, type ReplaySummary } from '../../functions/core/replay/compare.ts';
import { FAIL_ON, replayText as text } from '../../functions/core/text/cli/replay.ts';
import { replayMarkdown } from '../../functions/core/text/cli/replay-markdown.ts';
import { readAll } from '../audit/stored.ts';
import { openStores } from '../cli/connect.ts';
import { UsageError } from '../cli/errors.ts';
import { pathIn } from '../cli/files.ts';
import { readSettings } from '../cli/hub-settings.ts';
import type { Io } from '../cli/io.ts';
import type { HubOptions } from '../cli/options.ts';
import type { History } from './collect.ts';
import { historyOf, readHistoryFile } from './read-history.ts';
import { replayHistory } from './replay.ts';

export interface ReplayOptions {
  readonly against?: string | undefined;
  readonly failOn?: string | undefined;
  readonly examples?: string | undefined;
  readonly markdown?: true | undefined;
}

const USUAL_EXAMPLES = 5;
const MOST_EXAMPLES = 1000;
const NOT_ENOUGH = 'approvals-not-enough';

const examplesOf = (written: string | undefined): number => {
  if (written === undefined) return USUAL_EXAMPLES;
  if (!/^\d{1,4}$/.test(written) || Number(written) > MOST_EXAMPLES) throw new UsageError(text.notExamples(written));
  return Number(written);
};

const failuresOf = (written: string | undefined): readonly string[] => {
  const names = written?.split(',').map((one) => one.trim()) ?? [];
  const unknown = names.find((one) => one !== NOT_ENOUGH && !FAIL_ON.some((known) => known === one));
  if (unknown !== undefined) throw new UsageError(text.notDifference(unknown));
  return names;
};

const readHistory = async (against: string, hub: HubOptions, io: Io): Promise<History> => {
  const named = against === 'table' || against === hub.table;
  if (!named) return readHistoryFile(pathIn(io, against), against);
  const stored = await readAll(openStores(readSettings(io, hub), io).archive, io.err);
  return historyOf(stored);
};

const isFailed = (summary: ReplaySummary, failures: readonly string[]): boolean =>
  DIFFERENCES.some((one) => failures.includes(one) && summary.counts[one] > 0) ||
  (failures.includes(NOT_ENOUGH) && summary.notEnough.count > 0);

export interface Against {
  readonly summary: ReplaySummary;
  readonly lines: readonly string[];
  readonly isFailed: boolean;
}

/** Checks the options, so that a mistake in them is reported before anything is read. Undefined without `--against`. */
export const replayed = (options: ReplayOptions, hub: HubOptions, io: Io) => {
  const { against, failOn, examples, markdown } = options;
  if (against === undefined) {
    const stray = Object.entries({ 'fail-on': failOn, examples, markdown }).find(([, value]) => value !== undefined);
    if (stray !== undefined) throw new UsageError(text.needsAgainst(stray[0]));
    return undefined;
  }
  const [failures, most] = [failuresOf(failOn), examplesOf(examples)];
  return async (catalog: Catalog): Promise<Against> => {
    io.err(text.checking);
    const summary = replayHistory(await readHistory(against, hub, io), catalog, most);
    const report = replayMarkdown(summary);
    const summaryFile = io.environment['GITHUB_STEP_SUMMARY'];
    if (summaryFile) await appendFile(pathIn(io, summaryFile), `${report.join('\n')}\n`);
    return { summary, lines: markdown ? report : text.lines(summary), isFailed: isFailed(summary, failures) };
  };
};
