import { describe, expect, it } from 'vitest';
import { hasBrowser, type Visit, walks } from './console-browser.ts';
import { EXAMPLE, walking } from './console-walk.ts';

const SIZES = { wide: { width: 1240, height: 780 }, narrow: { width: 360, height: 740 } } as const;

/** Elements that are wider than the screen, so that the user would have to scroll horizontally. */
const overflowingElements = ({ page }: Visit): Promise<number> =>
  page.evaluate<number>('Math.max(0, document.documentElement.scrollWidth - innerWidth)');

/** Shows a pane. A narrow screen shows one pane at a time. */
const showPane = async ({ page }: Visit, name: 'Channels' | 'Chat' | 'AWS') => {
  const switcher = page.getByRole('navigation', { name: 'Panes' }).getByRole('button', { name });
  if (await switcher.isVisible()) await switcher.click();
};

describe.skipIf(!hasBrowser)(walks('appearance and accessibility of the console'), () => {
  const { begin } = walking();

  // Colors depend on the scheme and the layout on the size, so both of each are enough.
  it.each([
    ['light', 'wide'],
    ['dark', 'narrow'],
  ] as const)('has no serious axe violation with %s and %s in any view', async (colorScheme, size) => {
    const { at, world } = await begin(EXAMPLE, { colorScheme, viewport: SIZES[size], isIntroduced: false });
    const looks: Record<string, readonly string[]> = {};
    const look = async (where: string) => {
      looks[where] = [
        ...(await at.seriousFindings()),
        ...((await overflowingElements(at)) > 0 ? ['wider than the screen'] : []),
      ];
    };

    await look('first visit');
    if (colorScheme === 'light' && size === 'wide') await at.keep('console-first-visit');
    await at.type('/assume prod-s3 10m INC-42 the report is stuck');
    await at.see(/Requested prod-s3/);
    await world.stack.slack.as('U0BOB').command('/assume', 'list');
    await at.be('bob');
    await showPane(at, 'Channels');
    await at.goTo('approvals');
    await at.see(/Waiting for approval/);
    await look('a card');
    await at.press(/^Approve: prod-s3/);
    await at.see(/Active until/);
    await at.be('random_user');
    await showPane(at, 'Channels');
    await look('channels');
    await at.goTo('Assume');
    await at.see(/You have access to prod-s3/);
    await look('direct messages');
    await at.press('Home');
    await at.see(/active until/);
    await look('home');
    await showPane(at, 'AWS');
    await at.press('Try it as random_user');
    await at.see('prod-invoices');
    await look('policies');
    await at.page.emulateMedia({ colorScheme: 'dark' });
    await at.keep(`console-dark-${size}`);
    await at.page.emulateMedia({ colorScheme });
    for (const tab of ['Events', 'Calls']) {
      await at.aws.getByRole('tab', { name: tab }).click();
      await look(tab);
    }
    await at.press('Stop the bot');
    await at.see('The bot is stopped');
    await look('bot stopped');
    await at.press('Start the bot');
    await at.see('The bot is running');
    await showPane(at, 'Chat');
    await at.press('Messages');
    await at.page.getByRole('combobox', { name: /^Message in/ }).fill('/assume ');
    await look('completion');
    await at.type('/assume');
    await at.modal.waitFor();
    await at.press('Submit');
    await at.modal.getByText('Please complete this required field.').first().waitFor();
    await look('form with mistakes');
    await at.modal.getByRole('combobox').first().click();
    await at.page.getByRole('option').first().waitFor();
    await look('open list');
    await at.page.keyboard.press('Escape');
    await at.page.keyboard.press('Escape');
    await at.modal.waitFor({ state: 'detached' });

    expect(Object.entries(looks).filter(([, findings]) => findings.length > 0)).toEqual([]);
    expect(Object.keys(looks)).toHaveLength(12);
  });

  it('can be used with the keyboard only', async () => {
    const { at } = await begin();
    const focused = () => at.page.locator(':focus');

    await at.page.keyboard.press('Tab');
    expect(await focused().textContent()).toBe('Skip to the conversation');
    await at.page.keyboard.press('Enter');
    expect(await focused().getAttribute('aria-labelledby')).toBe('conversation-title');
    const seen: string[] = [];
    for (let steps = 0; steps < 12 && seen.at(-1) !== 'Try it as random_user'; steps += 1) {
      await at.page.keyboard.press('Tab');
      seen.push((await focused().getAttribute('aria-label')) ?? (await focused().textContent()) ?? '');
    }

    expect(seen).toEqual([
      expect.stringMatching(/^Colors: /),
      'Messages in general',
      'Message in general',
      'Send',
      expect.any(String),
      'Stop the bot',
      'Try it as random_user',
    ]);
  });

  it('announces new messages once, with names instead of ids, and not the messages of other users', async () => {
    const { at, world } = await begin();
    const spoken = at.page.locator('[aria-live=polite].sr-only');

    await at.type('/assume list');
    await spoken.filter({ hasText: 'general: You have 0 open requests.' }).waitFor();
    await world.stack.slack.as('U0ALICE').command('/assume', 'help');
    await world.stack.slack.as('U0BOB').say('C0GENERAL', 'for @random_user');
    await spoken.filter({ hasText: 'general: for Random User' }).waitFor();

    expect(await spoken.textContent()).toBe('general: for Random User');
  });

  it('follows the color scheme of the system until the user chooses one, and remembers the choice', async () => {
    const { at } = await begin(EXAMPLE, { colorScheme: 'dark' });
    const paper = () => at.page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    const dark = await paper();

    await at.press(/^Colors: system/);
    const light = await paper();
    await at.page.reload();
    await at.see('What AWS sees');

    expect(light).not.toBe(dark);
    expect(await paper()).toBe(light);
  });

  it('reconnects if a server that is starting accepted the first connection and never answered', async () => {
    const { at } = await begin();
    let requested = 0;
    await at.page.route('**/console/api/live*', async (route) => {
      requested += 1;
      if (requested > 1) await route.continue();
    });

    await at.page.reload();

    await at.see('What AWS sees');
    expect(requested).toBeGreaterThan(1);
  });

  it('does not shift the layout when messages arrive and time passes', async () => {
    const { at, world } = await begin();
    await at.page.evaluate(
      "window.shifts = 0; new PerformanceObserver((list) => { for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts += entry.value; }).observe({ type: 'layout-shift', buffered: true });",
    );

    for (let count = 0; count < 30; count += 1) world.stack.slack.as('U0BOB').say('C0GENERAL', `message ${count}`);
    await at.see('message 29');

    expect(await at.page.evaluate<number>('window.shifts')).toBeLessThan(0.02);
    const box = await at.newest.boundingBox();
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThan(780);
  });
});
