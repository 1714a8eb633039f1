import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ENV } from '../../functions/contract.ts';
import { hashCatalog } from '../../functions/core/catalog/catalog.ts';
import { composeWorker } from '../../functions/handlers/workers.ts';
import { aCatalog } from '../support/builders.ts';
import { aClock } from '../support/fixed-clock.ts';

const PAGERDUTY_TOKEN = 'y-NbAkKc66ryYTWUXYEu';
const folders: string[] = [];
afterEach(() => {
  vi.restoreAllMocks();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** The environment of a worker whose catalog uses a PagerDuty schedule. */
const anEnvironment = (): Record<string, string> => {
  const folder = mkdtempSync(join(tmpdir(), 'assume-bot-worker-'));
  folders.push(folder);
  const { hash: _, ...rest } = aCatalog();
  const content = { ...rest, onCall: { sre: { kind: 'pagerduty' as const, scheduleId: 'PABC123' } } };
  writeFileSync(join(folder, 'catalog.json'), JSON.stringify({ hash: hashCatalog(content), ...content }));
  return {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    [ENV.catalog]: join(folder, 'catalog.json'),
    [ENV.table]: 'table',
    [ENV.queueUrl]: 'http://127.0.0.1:9/queue.fifo',
    [ENV.slackBotToken]: 'xoxb-of-the-test',
    [ENV.pagerDutyToken]: PAGERDUTY_TOKEN,
  };
};

describe('a worker', () => {
  it('does not log the tokens of Slack and PagerDuty', async () => {
    const lines: string[] = [];
    const { log } = await composeWorker('sweep', anEnvironment(), aClock('2030-01-01T12:00:00Z'));
    vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);

    log.error('a call failed', { url: `https://api.pagerduty.com/?key=${PAGERDUTY_TOKEN}`, slack: 'xoxb-of-the-test' });

    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('a call failed');
    expect(lines[0]).not.toContain(PAGERDUTY_TOKEN);
    expect(lines[0]).not.toContain('xoxb-of-the-test');
  });
});
