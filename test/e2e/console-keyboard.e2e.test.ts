import { describe, expect, it } from 'vitest';
import { hasBrowser, walks } from './console-browser.ts';
import { exampleWith, walking } from './console-walk.ts';

describe.skipIf(!hasBrowser)(walks('the console by keyboard'), () => {
  const { begin } = walking();

  it('keeps the focus on a card that is drawn again without the button that was pressed', async () => {
    const { at } = await begin(exampleWith('approvals', '2'));
    const { page } = at;
    /** Presses a button of the newest card with the keyboard, and waits until the card is drawn again. */
    const pressOn = async (name: string, shown: RegExp) => {
      await page.getByRole('button', { name: new RegExp(`^${name}: prod-s3`) }).press('Enter');
      await at.see(shown);
    };

    await at.type('/assume prod-s3 10m INC-42 the report is stuck');
    await at.be('bob');
    await at.goTo('approvals');
    await pressOn('Approve', /1 of 2 approvals/);
    await page.locator('[aria-label^="Approve: prod-s3"]:focus').waitFor();
    await at.be('carol');
    await at.goTo('approvals');
    await pressOn('Approve', /Active until/);
    await page.locator('article:focus').waitFor();

    await page.locator('[aria-label^="Assume, "]:focus').waitFor();
    await page.keyboard.press('Tab');
    await page
      .locator(':focus')
      .filter({ hasText: /^\d repl/ })
      .waitFor();
  });

  it('follows a link to a card, keeps a form over a reload, and leaves it to the message field', async () => {
    const { at } = await begin();
    const { page } = at;
    await at.type('/assume prod-s3 10m INC-42 the report is stuck');
    await at.goTo('Assume');

    await page.getByRole('link', { name: 'Open the card' }).press('Enter');
    await page.locator('article:focus').filter({ hasText: 'Waiting for approval' }).waitFor();
    expect(await page.locator('#conversation-title').textContent()).toBe('#approvals');

    await at.type('/assume');
    await at.modal.waitFor();
    await at.fill(/^Reason/, 'half of a reason');
    await page.reload();
    await at.modal.waitFor();
    expect(await at.modal.getByLabel(/^Reason/).inputValue()).toBe('half of a reason');
    await page.keyboard.press('Escape');
    await page.locator('#composer:focus').waitFor();
  });

  it('recalls commands with Up, completes options, and shows an error beside the list', async () => {
    const { at } = await begin();
    const { page } = at;
    const box = page.getByRole('combobox', { name: /^Message in/ });
    const list = page.getByRole('listbox', { name: 'Commands' });

    await at.type('/assume list');
    await at.see(/What you can request/);
    await at.type('/deploy');
    await at.see(/is not a command of this app/);
    await box.fill('/assume prod-s3 1h INC-42 --em');
    const [notice, commands] = [await page.getByRole('alert').boundingBox(), await list.boundingBox()];
    await page.keyboard.press('Tab');

    expect(await box.inputValue()).toBe('/assume prod-s3 1h INC-42 --emergency ');
    expect((commands?.y ?? 0) + (commands?.height ?? 0)).toBeLessThanOrEqual(notice?.y ?? 0);
    await box.fill('');
    await page.keyboard.press('ArrowUp');
    expect(await box.inputValue()).toBe('/assume list');
    await page.keyboard.press('ArrowDown');
    expect(await box.inputValue()).toBe('');
    await page.reload();
    await box.press('ArrowUp');
    expect(await box.inputValue()).toBe('/assume list');
  });
});
