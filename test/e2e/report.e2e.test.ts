import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe, { type AxeResults } from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportPage } from '../../bin/report/page.ts';
import { anEmergency, aRow, pageOf } from '../bin/a-report.ts';
import { hasBrowser, launch, walks } from './console-browser.ts';

const at = (text: string): Date => new Date(`2030-01-${text}:00Z`);
const ROWS = [
  aRow({ from: at('10T12:00'), until: at('10T12:02') }),
  aRow({ from: at('10T12:30'), until: at('10T13:30'), role: 'prod-deploy', ended: 'revoked' }),
  anEmergency({ from: at('11T09:00'), until: at('11T10:00') }),
  aRow({ from: at('12T09:00'), until: at('12T10:00'), role: 'a-role-with-a-name-that-is-long-for-a-narrow-screen' }),
];

let browser: Browser;
let url: string;
beforeAll(async () => {
  if (!hasBrowser) return;
  browser = await launch();
  const file = join(mkdtempSync(join(tmpdir(), 'assume-bot-report-')), 'report.html');
  writeFileSync(file, reportPage(pageOf(ROWS)));
  url = pathToFileURL(file).href;
});
afterAll(() => browser?.close());

const visit = async (use: (page: Page) => Promise<void>, options: BrowserContextOptions = {}): Promise<void> => {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, ...options });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', ({ message }) => faults.push(message));
  page.on('console', (line) => line.type() === 'error' && faults.push(line.text()));
  await page.goto(url);
  await use(page);
  expect(faults).toEqual([]);
  await context.close();
};

interface Bar {
  readonly hidden: boolean;
  readonly dataset: Readonly<Record<string, string>>;
  readonly style: { readonly left: string; readonly width: string };
}

/** The bars that are shown: where they begin and how wide they are, in parts of the axis. */
const barsOf = (page: Page) =>
  page.$$eval('.bar', (bars) =>
    (bars as unknown as Bar[])
      .filter((bar) => !bar.hidden)
      .map((bar) => ({
        row: bar.dataset['row'],
        left: Number.parseFloat(bar.style.left),
        width: Number.parseFloat(bar.style.width),
      })),
  );
const rangeOf = (page: Page) => page.locator('#shown').textContent();

describe.skipIf(!hasBrowser)(walks('the page of a report, in a browser'), () => {
  it('fits the timeline to the data, not to the period of the report', () =>
    visit(async (page) => {
      const bars = await barsOf(page);

      expect(bars).toHaveLength(4);
      expect(Math.min(...bars.map(({ left }) => left))).toBeLessThan(5);
      expect(Math.max(...bars.map(({ left, width }) => left + width))).toBeGreaterThan(95);
    }));

  it('zooms in on the bar that has the focus, so that two minutes become visible, and shows everything again', () =>
    visit(async (page) => {
      const widthOf = async () => (await barsOf(page)).find(({ row }) => row === '0')?.width ?? 0;
      const before = await widthOf();
      await page.focus('.bar[data-row="0"]');
      for (let step = 0; step < 7; step += 1) await page.keyboard.press('+');
      const [zoomed, range] = [await widthOf(), await rangeOf(page)];
      await page.keyboard.press('0');

      expect(zoomed).toBeGreaterThan(before * 20);
      expect(range).toContain('2030-01-10 1');
      expect(await barsOf(page)).toHaveLength(4);
    }));

  it('keeps its keys while bars leave the view, and has a button for each of them', () =>
    visit(async (page) => {
      await page.focus('.bar[data-row="3"]');
      for (let step = 0; step < 6; step += 1) await page.keyboard.press('ArrowLeft');
      const gone = await barsOf(page);
      await page.keyboard.press('0');
      const back = await barsOf(page);
      await page.click('#zoom-in');
      await page.click('#earlier');
      await page.click('#later');
      await page.click('#zoom-out');
      await page.click('#fit');

      expect([gone.some(({ row }) => row === '3'), back.length, (await barsOf(page)).length]).toEqual([false, 4, 4]);
    }));

  it('filters emergencies, and fits the timeline to them', () =>
    visit(async (page) => {
      await page.selectOption('#emergency', 'emergencies');

      expect(await barsOf(page)).toMatchObject([{ row: '2' }]);
      expect((await barsOf(page))[0]?.width).toBeGreaterThan(80);
      expect(await page.locator('tbody tr:visible').count()).toBe(1);
      expect(await page.locator('.lane[data-lane]:visible').count()).toBe(1);
    }));

  it.each([
    ['light', 1200],
    ['dark', 1200],
    ['light', 360],
    ['dark', 360],
  ] as const)('is readable and accessible in %s mode at %s pixels', (colorScheme, width) =>
    visit(
      async (page) => {
        await page.evaluate(axe.source);
        const { violations } = await page.evaluate<AxeResults>("axe.run(document, { resultTypes: ['violations'] })");
        const wide = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');

        expect(
          violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' ')}`),
        ).toEqual([]);
        expect(wide).toBeLessThanOrEqual(0);
        expect(await page.getByText('not justified').first().isVisible()).toBe(true);
      },
      { colorScheme, viewport: { width, height: 900 } },
    ),
  );
});
