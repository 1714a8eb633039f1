import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import axe, { type AxeResults } from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core';
import { expect } from 'vitest';

const images = resolve(import.meta.dirname, '../../docs/images');

/** Where distributions and people put a Chromium; CHROMIUM_PATH goes before all. */
const PLACES = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

const browserPath = PLACES.find((place) => place !== undefined && existsSync(place));

/** Whether there is a browser to walk with; when not, says how to get one where nobody can overlook it. */
export const hasBrowser = browserPath !== undefined;

const HOW = 'install one (apt-get install chromium), or say where it is with CHROMIUM_PATH';
if (!hasBrowser)
  process.stderr.write(`\n!!! NOT TESTED: the console in a browser. There is no Chromium here; ${HOW}.\n\n`);

/** The title of walks, which says in every report why they were left out, when they were. */
export const walks = (title: string): string => (hasBrowser ? title : `${title} (NOT TESTED: no Chromium, ${HOW})`);

/** Starts a Chromium that asks nobody on the network for anything. */
export const launch = (): Promise<Browser> =>
  chromium.launch({
    ...(browserPath === undefined ? {} : { executablePath: browserPath }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

/** What is visited: an address, and a clock that the page goes by when it is not the real one. */
export interface Visited {
  readonly url: string;
  readonly now?: () => Date;
}

/** Somebody before the console, in their own words. Everything waits for what it needs, and fails when it does not come. */
export interface Visit {
  readonly page: Page;
  /** Becomes a person of the workspace. */
  be(name: string): Promise<void>;
  /** Goes to a channel, or to the app. */
  goTo(place: string): Promise<void>;
  type(line: string): Promise<void>;
  press(name: string | RegExp): Promise<void>;
  /** Waits until a text is on the screen. */
  see(text: string | RegExp): Promise<void>;
  /** Waits until a text is gone. */
  miss(text: string | RegExp): Promise<void>;
  readonly modal: Locator;
  /** The newest message in view. */
  readonly newest: Locator;
  /** The pane beside the chat. */
  readonly aws: Locator;
  /** Fills a field of the modal by its label. */
  fill(label: string | RegExp, text: string): Promise<void>;
  /** Chooses an option of a select of the modal, as one who types and presses Enter. */
  choose(label: string | RegExp, option: string): Promise<void>;
  /** Shows the page the time of the stack, after a test has moved it. */
  readTime(): Promise<void>;
  /** What axe finds that is serious or critical, as lines to read. */
  seriousFindings(): Promise<readonly string[]>;
  /** Keeps the picture for the documentation when KEEP_IMAGES is set. */
  keep(name: string): Promise<void>;
  /** Mistakes of the page itself. */
  readonly mistakes: readonly string[];
}

const WAIT_MS = 15_000;

/** Opens the console in a window of its own. A first visit, unless the introduction is said to be known. */
export const visit = async (
  browser: Browser,
  { url, now }: Visited,
  options: BrowserContextOptions & { readonly isIntroduced?: boolean } = {},
): Promise<Visit> => {
  const { isIntroduced = true, ...context } = options;
  const window = await browser.newContext({ viewport: { width: 1240, height: 780 }, colorScheme: 'light', ...context });
  if (isIntroduced) await window.addInitScript("localStorage.setItem('assume-bot.introduced', 'true')");
  const page = await window.newPage();
  page.setDefaultTimeout(WAIT_MS);
  const mistakes: string[] = [];
  page.on('pageerror', ({ message }) => mistakes.push(message));
  page.on('console', (said) => {
    if (said.type() === 'error') mistakes.push(said.text());
  });
  const readTime = async () => {
    if (now !== undefined) await page.clock.setFixedTime(now());
  };
  await readTime();
  await page.goto(url);
  await page.getByRole('navigation', { name: 'People' }).waitFor();

  const modal = page.getByRole('dialog');
  const box = page.getByRole('combobox', { name: /^Message in/ });
  return {
    page,
    modal,
    mistakes,
    newest: page.getByRole('article').last(),
    aws: page.getByRole('region', { name: 'What AWS sees' }),
    readTime,
    be: (name) =>
      page
        .getByRole('navigation', { name: 'People' })
        .getByRole('button', { name: new RegExp(`^Be ${name}\\b`) })
        .click(),
    goTo: (place) =>
      page
        .getByRole('navigation', { name: 'Channels and messages' })
        .getByRole('button', { name: new RegExp(`${place}\\b`) })
        .click(),
    type: async (line) => {
      await box.fill(line);
      await box.press('Enter');
    },
    press: (name) =>
      page
        .getByRole('button', { name, exact: typeof name === 'string' })
        .last()
        .click(),
    see: (text) => page.getByText(text).last().waitFor(),
    miss: (text) => page.getByText(text).first().waitFor({ state: 'hidden' }),
    fill: (label, text) => modal.getByLabel(label).fill(text),
    choose: async (label, option) => {
      const field = modal.getByRole('combobox', { name: label });
      await field.fill(option);
      await modal.getByRole('option', { name: option }).first().waitFor();
      await field.press('Enter');
    },
    seriousFindings: async () => {
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate<AxeResults>("axe.run(document, { resultTypes: ['violations'] })");
      return violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html.slice(0, 200)}`));
    },
    keep: async (name) => {
      if (process.env['KEEP_IMAGES'] === undefined) return;
      mkdirSync(images, { recursive: true });
      await page.screenshot({ path: join(images, `${name}.png`), animations: 'disabled' });
    },
  };
};

/** Closes the window, and fails when the page made a mistake that nobody saw. */
export const leave = async ({ page, mistakes }: Visit, expected: readonly RegExp[] = []): Promise<void> => {
  await page.context().close();
  expect(mistakes.filter((mistake) => !expected.some((one) => one.test(mistake)))).toEqual([]);
};
