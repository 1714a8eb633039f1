import { describe, expect, it } from 'vitest';
import { hasBrowser, walks } from './console-browser.ts';
import { walking } from './console-walk.ts';

const plain = (text: string) => ({ type: 'plain_text', text });
const options = ['one', 'two', 'three'].map((value) => ({ text: plain(`Option ${value}`), value }));

/** A message with elements that the bot does not send itself, so that the console renders more than it needs today. */
const BLOCKS = [
  {
    type: 'section',
    block_id: 'menu',
    text: plain('A menu'),
    accessory: {
      type: 'overflow',
      action_id: 'menu',
      options,
      confirm: { title: plain('Sure?'), text: plain('Do it?'), confirm: plain('Go'), deny: plain('No') },
    },
  },
  {
    type: 'section',
    block_id: 'several',
    text: plain('Several choices'),
    accessory: { type: 'multi_static_select', action_id: 'several', placeholder: plain('Several'), options },
  },
];

/** The bot token of the test stack. */
const TOKEN = 'xoxb-test';

const post = (apiUrl: string) =>
  fetch(new URL('chat.postMessage', apiUrl), {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ channel: 'C0GENERAL', text: 'elements', blocks: BLOCKS }),
  });

describe.skipIf(!hasBrowser)(walks('elements of messages'), () => {
  const { begin } = walking();

  it('opens a menu and its confirmation by keyboard, and returns the focus', async () => {
    const { at, world } = await begin();
    await post(world.stack.slack.apiUrl);
    // The focus moves a moment after the window opens.
    const isFocused = (selector: string) => at.page.locator(`${selector}:focus`).waitFor();

    await at.page.getByRole('button', { name: 'More actions' }).focus();
    await at.page.keyboard.press('Enter');
    await at.page.getByRole('menuitem', { name: 'Option one' }).waitFor();
    await at.page.keyboard.press('ArrowDown');
    await at.page.keyboard.press('Enter');
    await at.modal.getByText('Do it?').waitFor();

    await isFocused('button:text-is("No")');
    await at.page.keyboard.press('Escape');
    await at.modal.waitFor({ state: 'detached' });
    await isFocused('[aria-label="More actions"]');
  });

  it('selects several options by keyboard, and removes the last one with Backspace', async () => {
    const { at, world } = await begin();
    await post(world.stack.slack.apiUrl);
    const field = at.page.getByRole('combobox', { name: 'Several' });
    const chosen = at.page.getByRole('button', { name: /^Remove Option/ });

    await field.fill('two');
    await at.page.getByRole('option', { name: 'Option two' }).waitFor();
    await at.page.keyboard.press('Enter');
    await chosen.first().waitFor();
    await field.fill('three');
    await at.page.getByRole('option', { name: 'Option three' }).waitFor();
    await at.page.keyboard.press('Enter');
    await chosen.nth(1).waitFor();
    await at.page.keyboard.press('Escape');
    await field.press('Backspace');
    await chosen.nth(1).waitFor({ state: 'detached' });

    expect(await chosen.count()).toBe(1);
    expect(await chosen.first().getAttribute('aria-label')).toBe('Remove Option two');
  });
});
