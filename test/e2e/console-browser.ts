import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import axe, { type AxeResults } from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core';
import { expect } from 'vitest';

const images = resolve(import.meta.dirname, '../../docs/images');

/** Common paths of Chromium. CHROMIUM_PATH takes precedence. */
const PATHS = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

const browserPath = PATHS.find((path) => path !== undefined && existsSync(path));

/** Whether Chromium is installed. If it is not, prints a prominent warning with the fix. */
export const hasBrowser = browserPath !== undefined;

const HOW = 'install one (apt-get install chromium), or set CHROMIUM_PATH';
if (!hasBrowser)
  process.stderr.write(`\n!!! NOT TESTED: the console in a browser. Chromium was not found; ${HOW}.\n\n`);

/** The title of the browser tests. If they are skipped, it gives the reason. */
export const walks = (title: string): string =>
  hasBrowser ? title : `${title} (NOT TESTED: Chromium was not found, ${HOW})`;

/** Starts Chromium without network access. */
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

/** The address to visit, and a clock for the page if it is not the system clock. */
export interface Visited {
  readonly url: string;
  readonly now?: () => Date;
}

/** A user of the console. Every function waits for its element, and fails if the element does not appear. */
export interface Visit {
  readonly page: Page;
  /** Switches to a user of the workspace. */
  be(name: string): Promise<void>;
  /** Opens a channel, or the conversation with the app. */
  goTo(conversation: string): Promise<void>;
  type(line: string): Promise<void>;
  press(name: string | RegExp): Promise<void>;
  /** Waits until a text is visible. */
  see(text: string | RegExp): Promise<void>;
  /** Waits until a text is hidden. */
  miss(text: string | RegExp): Promise<void>;
  readonly modal: Locator;
  /** The newest visible message. */
  readonly newest: Locator;
  /** The AWS pane. */
  readonly aws: Locator;
  /** Fills in a field of the modal by its label. */
  fill(label: string | RegExp, text: string): Promise<void>;
  /** Chooses an option of a select in the modal by typing and pressing Enter. */
  choose(label: string | RegExp, option: string): Promise<void>;
  /** Sets the clock of the page to the time of the stack, after the test has advanced it. */
  readTime(): Promise<void>;
  /** The serious and critical violations that axe finds, as text lines. */
  seriousFindings(): Promise<readonly string[]>;
  /** Saves the screenshot for the documentation if KEEP_IMAGES is set. */
  keep(name: string): Promise<void>;
  /** Errors of the page. */
  readonly mistakes: readonly string[];
}

/** Ends a hang. No test may fail because a machine is slow. */
const WAIT_MS = 120_000;

/** Opens the console in a new window. The introduction is shown unless it is marked as known. */
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
  page.on('console', (line) => {
    if (line.type() === 'error') mistakes.push(line.text());
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
        .getByRole('button', { name: new RegExp(`^Switch to ${name}\\b`) })
        .click(),
    goTo: (conversation) =>
      page
        .getByRole('navigation', { name: 'Channels and messages' })
        .getByRole('button', { name: new RegExp(`${conversation}\\b`) })
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
      await page.getByRole('option', { name: option }).first().waitFor();
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

/** Closes the window, and fails if the page had an error. */
export const leave = async ({ page, mistakes }: Visit, expected: readonly RegExp[] = []): Promise<void> => {
  await page.context().close();
  expect(mistakes.filter((mistake) => !expected.some((one) => one.test(mistake)))).toEqual([]);
};
