import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { readHistoryFile } from '../bin/replay/read-history.ts';
import { replayHistory } from '../bin/replay/replay.ts';
import { entriesOf, entryOfRefusal } from '../functions/core/audit/entries.ts';
import { DIFFERENCES } from '../functions/core/replay/compare.ts';
import { askedInVain } from '../functions/core/request/asked.ts';
import { decideRequest, requestOf } from '../functions/core/request/decide-request.ts';
import { aRandomCatalog, aRandomDirectory, aRandomInput, NOW } from '../test/oracle/replay/a-past.ts';
import { actor, idOf } from '../test/support/builders.ts';

/** Times `validate --against` for 10,000 generated requests: reading the export, and deciding each again. Random rules, fixed seed. */
const REQUESTS = 10_000;
const SEED = 42;

const [changed] = fc.sample(aRandomCatalog, { seed: SEED + 1, numRuns: 1 });
if (changed === undefined) throw new Error('no catalog');
const past = fc.sample(fc.tuple(aRandomCatalog, aRandomDirectory, aRandomInput), { seed: SEED, numRuns: REQUESTS });
const lines = past.flatMap(([catalog, directory, { by, input }], index) => {
  const world = { catalog, directory, now: NOW };
  const decision = decideRequest(input, actor(by), world);
  if (decision.kind === 'allowed') return entriesOf(requestOf(idOf(index + 1), decision, catalog));
  const { id } = actor(by);
  const asked = askedInVain(input, id, world);
  return [entryOfRefusal({ at: NOW, by: id, text: '', refusal: decision.kind, catalogHash: catalog.hash, asked })];
});
const folder = await mkdtemp(join(tmpdir(), 'assume-bot-bench-'));
try {
  const file = join(folder, 'history.ndjson');
  writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const begun = performance.now();
  const history = await readHistoryFile(file, 'history.ndjson');
  const read = performance.now();
  const { requests, counts } = replayHistory(history, changed, 5);
  const done = performance.now();
  process.stdout.write('| requests | read, ms | decided, ms | total, ms |\n|---|---|---|---|\n');
  const times = [read - begun, done - read, done - begun].map(Math.round);
  process.stdout.write(`| ${[requests, ...times].join(' | ')} |\n\n`);
  process.stdout.write(`${DIFFERENCES.map((one) => `${one}: ${counts[one]}`).join(', ')}\n`);
} finally {
  await rm(folder, { recursive: true });
}
