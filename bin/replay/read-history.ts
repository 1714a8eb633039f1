import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { readExported } from '../../functions/adapters/dynamodb/exported-entry.ts';
import { isOfRequest } from '../../functions/core/replay/past.ts';
import { replayText as text } from '../../functions/core/text/cli/replay.ts';
import type { Stored } from '../audit/stored.ts';
import { Refused, UsageError } from '../cli/errors.ts';
import { createCollector, type History } from './collect.ts';

/** Lines that are wrong, before the rest is not read. */
const MOST_MISTAKES = 5;

type Collector = ReturnType<typeof createCollector>;

/** Adds one line; returns what is wrong with it. */
const addLine = (line: string, collector: Collector): string | undefined => {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return text.notJson;
  }
  try {
    const entry = readExported(value);
    if (entry.kind === 'other') collector.addOther(entry.id);
    else if (entry.kind === 'refusal') collector.addRefusal(entry);
    else if (!collector.addFact(entry.id, entry.fact, entry.at)) return text.twice(entry.id);
    return undefined;
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
};

/** The requests in a file of `audit export`, read line by line. Throws Refused if any line is not what the export writes. */
export const readHistoryFile = async (path: string, shown: string): Promise<History> => {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new UsageError(text.noFile(shown));
  if (found.isDirectory()) throw new UsageError(text.isFolder(shown));
  const collector = createCollector();
  const mistakes: string[] = [];
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    // A byte order mark is no part of the line.
    const written = number === 1 ? line.replace(/^\uFEFF/, '') : line;
    if (number === 1 && written.startsWith('at,kind,')) throw new UsageError(text.isCsv(shown));
    if (written.trim() === '') continue;
    const mistake = addLine(written, collector);
    if (mistake !== undefined) mistakes.push(text.mistake(shown, number, mistake));
    if (mistakes.length === MOST_MISTAKES) break;
  }
  if (mistakes.length > 0) throw new Refused([...mistakes, text.nothingDone].join('\n'));
  const history = collector.finish();
  if (history.requests.size + history.refusals.length + history.cutOff.length === 0)
    throw new Refused(text.isEmpty(shown));
  return history;
};

/** The requests in the table of the hub. */
export const historyOf = ({ requests, refusals }: Stored): History => {
  const collector = createCollector();
  const inOrder = requests.toSorted((a, b) => a.requested.at.getTime() - b.requested.at.getTime());
  for (const { id, events, tampered } of inOrder) {
    if (tampered !== undefined) collector.addTampered(id);
    else for (const { fact, at } of events) collector.addFact(id, fact, at);
  }
  for (const refusal of refusals)
    if (refusal.click === undefined && isOfRequest(refusal.refusal))
      collector.addRefusal({ kind: 'refusal', ...refusal });
  return collector.finish();
};
