import { describe, expect, it } from 'vitest';
import { hasBrowser, walks } from './console-browser.ts';
import { exampleWith, walking } from './console-walk.ts';

describe.skipIf(!hasBrowser)(walks('the console, for approvers and admins'), () => {
  const { begin, grant, pass } = walking();

  it('lets an approver grant less time than requested', async () => {
    const { at } = await begin();
    await at.type('/assume prod-s3 4h INC-42 the report is stuck');
    await at.be('bob');
    await at.goTo('approvals');

    await at.press(/^Approve with options…: prod-s3/);
    await at.modal.waitFor();
    await at.choose(/Duration/, '30m');
    await at.modal.getByRole('button', { name: /^Approve/ }).click();

    await at.see(/Active until/);
    await at.be('random_user');
    await at.aws.getByRole('timer').filter({ hasText: '30:00' }).waitFor();
  });

  it('grants emergency access immediately, notifies loudly, and has it reviewed', async () => {
    const { at } = await begin(
      exampleWith(
        'emergency',
        '{ requesters: [U0RANDOM], reviewWithin: 4h, contacts: [C0GENERAL, U0ALICE], maxDuration: 1h }',
      ),
    );

    await at.type('/assume prod-s3 30m --emergency INC-42 the site is down');
    await at.see(/Declared an emergency/);
    await at.aws.getByRole('timer').filter({ hasText: '30:00' }).waitFor();
    await at.aws.getByText('assume-bot-access').waitFor();
    await at.press('Try it as random_user');
    await at.see(/prod-invoices/);
    await at.be('bob');
    await at.goTo('approvals');
    await at.see('@channel');
    await at.keep('console-emergency');
    await at.press(/not justified/i);
    await at.modal.waitFor();
    await at.modal.getByRole('textbox').fill('the standby was up');
    await at.modal.locator('button[type=submit]').click();

    await at.see(/not justified/);
    await at.be('random_user');
    await at.goTo('Assume');
    await at.see(/not justified/);
  });

  it('revokes access of a user, by name and with a reason', async () => {
    const { at } = await begin();
    await grant();

    await at.be('carol');
    await at.goTo('general');
    await at.type('/assume who prod-s3');
    await at.see(/1 held, 0 pending/);
    await at.type('/assume revoke @random_user prod-s3 the laptop is lost');
    await at.see(/Nothing has ended yet/);
    await at.press(/^Revoke/);
    await at.see(/Revoking access of/);
    await at.press('Close');

    await at.be('random_user');
    await at.goTo('Assume');
    await at.see(/the laptop is lost/);
    await at.see('Closed for random_user');
  });

  it('turns a lockdown on and off, and explains it to a user who requests access meanwhile', async () => {
    const { at, world } = await begin();
    await grant();
    await at.press('Try it as random_user');
    await at.see(/prod-invoices/);

    await at.be('carol');
    await at.goTo('general');
    await at.type('/assume lockdown on keys have leaked');
    await at.press(/^Turn the lockdown on/);
    await at.see(/Lockdown is on/);
    await at.press('Close');
    await at.be('random_user');
    await at.see('Closed for random_user');
    await at.press('Use the open session again');
    await at.see(/when calling the ListBuckets operation/);
    await at.goTo('general');
    await at.type('/assume prod-s3 1h INC-44 again');
    await at.see(/A lockdown is on, and no access is granted: keys have leaked/);
    await pass({ minutes: 1 });
    await world.stack.sweep();
    await at.be('carol');
    await at.goTo('Assume');
    await at.see(/AWS confirms that all access is ended/);
    await at.keep('console-lockdown');

    await at.type('/assume lockdown off keys are new');
    await at.press(/^Turn the lockdown off/);
    await at.see(/Lockdown is off/);
    await at.press('Close');
    await at.be('random_user');
    await grant('/assume prod-s3 10m INC-45 once more');
    expect(world.stack.mayAssume('random_user')).toBe('Allowed');
  });

  it('previews a request without sending it', async () => {
    const { at, world } = await begin();

    await at.type('/assume prod-s3 2h --dry-run');
    await at.see('Only visible to you');

    await at.see(/Needs 1 approval/);
    expect(world.stack.slack.messages('C0APPROVALS')).toEqual([]);
  });

  it('refuses users who are not full members, and explains why', async () => {
    const { at } = await begin();
    await at.page.getByRole('button', { name: /^\d+ more$/ }).click();

    await at.be('guest');
    await at.type('/assume prod-s3 1h INC-42 the report is stuck');

    await at.see('Only visible to you');
    await at.page.getByText('guest', { exact: true }).first().waitFor();
    expect(await at.newest.textContent()).toMatch(/guest|catalog/i);
  });
});
