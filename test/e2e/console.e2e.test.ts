import { describe, expect, it } from 'vitest';
import { hasBrowser, walks } from './console-browser.ts';
import { EXAMPLE, exampleWith, walking } from './console-walk.ts';

describe.skipIf(!hasBrowser)(walks('the console in a browser'), () => {
  const { begin, pass, grant } = walking();

  it('introduces itself in three steps, which are checked off as the user follows them', async () => {
    const { at } = await begin(EXAMPLE, { isIntroduced: false });

    await at.page.getByRole('button', { name: /^\/assume prod-s3/ }).click();
    await at.page.keyboard.press('Enter');
    await at.see(/Requested prod-s3/);
    await at.be('bob');
    await at.goTo('approvals');
    await at.press(/^Approve: prod-s3/);
    await at.see(/Active until/);
    await at.be('random_user');
    await at.press('Try it as random_user');
    await at.see('✓ allowed');

    const steps = at.page.getByRole('region', { name: /First steps/ }).getByRole('listitem');
    expect(await steps.filter({ hasText: 'Done.' }).count()).toBe(3);
    await at.press('Got it');
    await at.miss(/First steps/);
    await at.page.reload();
    await at.see('What AWS sees');
    expect(await at.page.getByText(/First steps/).count()).toBe(0);
  });

  it('requests in one line with completion, is approved, and shows the policies', async () => {
    const { at } = await begin();
    await at.press('Try it as random_user');
    await at.see(/An error occurred \(AccessDenied\) when calling the AssumeRole operation/);

    const box = at.page.getByRole('combobox', { name: 'Message in general' });
    await box.pressSequentially('/as');
    await at.page.keyboard.press('Tab');
    await box.pressSequentially('pro');
    await at.page.keyboard.press('Tab');
    await box.pressSequentially('10m INC-42 the report is stuck');
    await at.page.keyboard.press('Enter');
    await at.see(/Requested prod-s3/);
    await at.be('bob');
    await at.goTo('approvals');
    await at.see(/Waiting for approval/);
    await at.press(/^Approve: prod-s3/);
    await at.see(/Active until/);
    await at.be('random_user');
    await at.see('[profile prod-s3]');
    await at.press('Try it as random_user');
    await at.see(/prod-invoices/);

    const trust = at.aws.getByRole('region', { name: 'Trust policy of the role' });
    expect(await trust.getByText('written by the bot').count()).toBe(1);
    expect(await trust.getByText('not managed by the bot').count()).toBe(1);
    expect(await at.aws.getByRole('timer').textContent()).toBe('10:00');
    expect(await at.aws.getByRole('region', { name: /Identity policy of random_user, assume-bot/ }).count()).toBe(1);
    await at.keep('console-active');
  });

  it('shows events and calls of the bot, with hash chain and durations', async () => {
    const { at } = await begin();
    await grant();

    await at.aws.getByRole('tab', { name: 'Events' }).click();
    await at.see(/Each hash follows from the previous event/);
    await at.see('approved, end fixed by Bob');
    await at.page.keyboard.press('ArrowRight');
    const calls = at.aws.getByRole('table');

    expect(
      await calls.getByRole('row', { name: /reconcile IAM UpdateAssumeRolePolicy s3-list-role .* ms/ }).count(),
    ).toBe(1);
    expect(await calls.getByRole('row', { name: /bob → bot block_actions .* ms/ }).count()).toBe(1);
    expect(await calls.getByRole('row', { name: /bot Slack chat.postMessage #approvals/ }).count()).toBeGreaterThan(0);
  });

  it('requests with the form, by keyboard only, and shows errors below the field', async () => {
    const { at } = await begin();

    await at.type('/assume');
    await at.modal.waitFor();
    const role = at.modal.getByRole('combobox', { name: 'Role or bundle' });
    expect(await role.inputValue()).toMatch(/prod-s3/);
    await at.modal.getByText(/Bob/).first().waitFor();
    await at.press('Submit');
    await at.modal.getByText('Please complete this required field.').first().waitFor();
    expect(await at.page.locator(':focus').getAttribute('aria-invalid')).toBe('true');
    await at.fill('Other duration', '9h');
    await at.fill(/^Reason/, 'INC-42 the report is stuck');
    await at.press('Submit');
    await at.modal.getByText(/8h/).last().waitFor();
    await at.keep('console-form');
    await at.fill('Other duration', '45m');
    await at.press('Submit');
    await at.modal.waitFor({ state: 'detached' });

    await at.be('bob');
    await at.goTo('approvals');
    await at.see('Reason: INC-42 the report is stuck');
    await at.see(/45m/);
  });

  it('accepts a start in the time zone of the user, and shows its errors below the field', async () => {
    const { at } = await begin();
    await at.type('/assume');
    await at.modal.waitFor();
    const start = at.modal.getByLabel('Start');
    await at.modal.getByText(/If approved now, 1h would end/).waitFor();

    expect(await start.getAttribute('type')).toBe('datetime-local');
    await start.fill('2030-01-01T06:00');
    await at.fill(/^Reason/, 'INC-42 the report is stuck');
    await at.press('Submit');
    await at.modal.getByText(/is in the past/).waitFor();
    expect(await at.page.locator(':focus').getAttribute('type')).toBe('datetime-local');
    await start.pressSequentially('010320300930AM');
    await at.modal.getByText(/would last from Jan 3, 2030 at 9:30 AM until Jan 3, 2030 at 10:30 AM/).waitFor();
    await at.press('Submit');
    await at.modal.waitFor({ state: 'detached' });

    await at.be('carol');
    await at.goTo('approvals');
    await at.see('1h, starting Jan 3, 2030 at 3:30 PM');
  });

  it('closes a form with Esc, and restores the focus', async () => {
    const { at, world } = await begin();
    await at.type('/assume');
    await at.modal.waitFor();

    await at.page.keyboard.press('Escape');

    await at.modal.waitFor({ state: 'detached' });
    expect(await at.page.locator(':focus').getAttribute('id')).toBe('composer');
    expect(world.stack.slack.modalsOf('U0RANDOM')).toEqual([]);
  });

  it('denies with a reason, which the requester can read', async () => {
    const { at } = await begin();
    await at.type('/assume prod-s3 10m INC-42 the report is stuck');
    await at.be('bob');
    await at.goTo('approvals');

    await at.press(/^Deny: prod-s3/);
    await at.modal.waitFor();
    await at.fill(/^Reason/, 'use the copy in staging');
    await at.modal.getByRole('button', { name: 'Deny' }).click();

    await at.see(/Denied by/);
    await at.press(/^2 replies/);
    const thread = at.page.getByRole('list', { name: 'Thread' });
    await thread.getByText('Bob denied it.').waitFor();
    await thread.getByText('Reason: use the copy in staging').waitFor();
    await at.be('random_user');
    await at.goTo('Assume');
    await at.see(/Reason: use the copy in staging/);
  });

  it('needs two different approvers if the rule says so, and shows the progress', async () => {
    const { at } = await begin(exampleWith('approvals', '2'));
    await at.type('/assume prod-s3 10m INC-42 the report is stuck');

    await at.be('bob');
    await at.goTo('approvals');
    await at.press(/^Approve: prod-s3/);
    await at.see(/1 of 2 approvals/);
    await at.see('Closed');
    await at.keep('console-quorum');
    await at.be('carol');
    await at.goTo('approvals');
    await at.press(/^Approve: prod-s3/);

    await at.see(/Active until/);
    await at.aws.getByRole('list', { name: 'Other users with access' }).getByText('random_user').waitFor();
  });

  it('handles a request on the Home tab, from the request to its end', async () => {
    const { at } = await begin();
    const openHome = async () => {
      await at.goTo('Assume');
      await at.press('Home');
    };

    await openHome();
    await at.press(/Request….*prod-s3/);
    await at.modal.waitFor();
    await at.fill(/^Reason/, 'INC-42 the report is stuck');
    await at.press('Submit');
    await at.see('Pending requests');
    await at.be('bob');
    await openHome();
    await at.see('Requests for you to decide');
    await at.press(/^Approve: prod-s3/);
    await at.miss('Requests for you to decide');
    await at.be('random_user');
    await openHome();
    await at.see(/active until/);
    await at.keep('console-home');
    await at.press(/^End now: prod-s3/);
    await at.press(/^End now$/);

    await at.see(/Ended/);
    await at.see('Closed for random_user');
  });

  it('extends access with a form and another approval', async () => {
    const { at, world } = await begin(exampleWith('extend', '{ by: 1h, maxTotal: 3h }'));
    await grant('/assume prod-s3 30m INC-42 the report is stuck');
    await pass({ minutes: 20 });
    await world.stack.sweep();

    await at.press(/^Extend/);
    await at.modal.waitFor();
    await at.fill(/Additional time/, '20m');
    await at.modal.getByRole('button', { name: 'Submit' }).click();
    await at.press('Close');
    await at.modal.waitFor({ state: 'detached' });
    await at.be('bob');
    await at.goTo('approvals');
    await at.press(/^Approve: prod-s3/);
    await at.be('random_user');
    await at.goTo('Assume');

    await at.see(/is extended until/);
    await at.aws.getByRole('timer').filter({ hasText: '30:00' }).waitFor();
  });

  it('ends early with a button, and the open session ends too', async () => {
    const { at } = await begin();
    await grant();
    await at.press('Try it as random_user');
    await at.see('prod-invoices');

    await at.press(/^End now: prod-s3/);
    await at.press(/^End now$/);
    await at.see(/has ended/);
    await at.press('Use the open session again');

    await at.see(/An error occurred \(AccessDenied\) when calling the ListBuckets operation/);
    await at.see('Closed for random_user');
  });

  it('ends at the promised second with the bot stopped, and the open session ends too', async () => {
    const { at, world } = await begin();
    await grant();
    await at.press('Try it as random_user');
    await at.see('prod-invoices');

    await at.press('Stop the bot');
    await at.see('The bot is stopped');
    await at.type('/assume list');
    await at.see(/dispatch_failed/);
    await pass({ minutes: 9, seconds: 59 });
    await at.press('Use the open session again');
    await at.aws.getByText('✓ allowed').nth(2).waitFor();
    await pass({ seconds: 1 });
    await at.press('Use the open session again');
    await at.see(/when calling the ListBuckets operation/);
    await at.press('Try it as random_user');
    await at.see(/when calling the AssumeRole operation/);
    await at.see('Closed for random_user');
    await at.see('expired, grants no access');
    await at.press('Dismiss');
    await at.keep('console-stopped');

    expect(world.isRunning()).toBe(false);
    await at.press('Start the bot');
    await at.see('The bot is running');
    await at.type('/assume list');
    await at.see(/What you can request/);
  });

  it('shows an ephemeral answer only to its user', async () => {
    const { at } = await begin();
    await at.type('/assume list');
    await at.see('Only visible to you');

    await at.be('alice');

    await at.miss('Only visible to you');
    await at.be('random_user');
    await at.see('Only visible to you');
  });

  it('marks unread mentions of other users, until they are read', async () => {
    const { at } = await begin();
    const bob = at.page.getByRole('button', { name: /^Switch to bob/ });

    await at.type('/assume prod-s3 10m INC-42 the report is stuck');
    await bob.getByText('1', { exact: false }).first().waitFor();
    await bob.click();
    await at.goTo('approvals');
    await at.see(/requests/);
    await at.be('random_user');

    expect(await bob.textContent()).toBe('BSwitch to bob');
  });

  it('searches in a list with more options than Slack shows at once', async () => {
    const roles = Array.from({ length: 150 }, (_, index) => {
      const name = `team-${String(index).padStart(3, '0')}`;
      return `  ${name}:\n    arn: arn:aws:iam::222222222222:role/${name}\n    description: Role number ${index}\n    duration: { default: 1h, max: 8h }\n    requesters: [everyone]\n    approvers: [U0BOB]\n    channel: C0APPROVALS\n`;
    });
    const { at } = await begin(EXAMPLE.replace(/^roles:\n/m, `roles:\n${roles.join('')}`));

    await at.type('/assume');
    await at.modal.waitFor();
    await at.choose(/Role or bundle/, 'team-142');
    await at.fill(/^Reason/, 'INC-42');
    await at.press('Submit');
    await at.modal.waitFor({ state: 'detached' });

    await at.be('bob');
    await at.goTo('approvals');
    await at.see('team-142');
  });
});
