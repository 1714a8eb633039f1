import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aView, FORM, openView, triggerOf } from './testing/a-form.ts';
import { aSlack, errorOf } from './testing/a-slack.ts';
import { home, input, modal, plain, section, textInput } from './testing/samples.ts';

let world: Awaited<ReturnType<typeof aSlack>>;

beforeEach(async () => {
  world = await aSlack();
});
afterEach(() => world.slack.close());

describe('opening a modal', () => {
  it('shows it to the user who acted', async () => {
    const viewId = await openView(world, 'U0BOB', FORM);

    expect(world.slack.modalsOf('U0BOB')).toMatchObject([{ id: viewId, callback_id: 'ask', private_metadata: 'm' }]);
    expect(world.slack.modalsOf('U0ALICE')).toEqual([]);
  });

  it('works once per trigger, within three seconds of the action', async () => {
    const open = async (trigger_id: string) => world.client.views.open({ trigger_id, view: aView(FORM) });
    const used = await triggerOf(world);
    await open(used);
    const old = await triggerOf(world);
    const inTime = await triggerOf(world);
    world.clock.passSeconds(3);
    const third = await open(inTime);
    world.clock.passSeconds(0.001);

    const errors = [await errorOf(open(used)), await errorOf(open(old)), await errorOf(open('1.2.3'))];

    expect(third.ok).toBe(true);
    expect(errors.map(({ error }) => error)).toEqual([
      'exchanged_trigger_id',
      'expired_trigger_id',
      'invalid_trigger_id',
    ]);
  });

  it('is rejected with the location of the problem, and leaves the trigger for a valid view', async () => {
    const trigger_id = await triggerOf(world);
    const wrong = aView({ ...FORM, title: plain('x'.repeat(25)) });

    const refused = await errorOf(world.client.views.open({ trigger_id, view: wrong }));
    const home_ = await errorOf(world.client.views.open({ trigger_id, view: aView(home([])) }));
    const opened = await world.client.views.open({ trigger_id, view: aView(FORM) });

    const message = '[ERROR] must be less than 25 characters [json-pointer:/view/title/text]';
    expect(refused).toMatchObject({ error: 'invalid_arguments', response_metadata: { messages: [message] } });
    expect(home_).toMatchObject({ error: 'invalid_arguments' });
    expect(opened.ok).toBe(true);
  });

  it('rejects a duplicate external_id, and a view of more than 250 kB', async () => {
    const tagged = aView({ ...FORM, external_id: 'one' });
    const huge = aView(modal(Array.from({ length: 100 }, () => section('x'.repeat(3000)))));
    await world.client.views.open({ trigger_id: await triggerOf(world), view: tagged });

    const taken = await errorOf(
      world.client.views.open({ trigger_id: await triggerOf(world, 'U0CAROL'), view: tagged }),
    );
    const large = await errorOf(world.client.views.open({ trigger_id: await triggerOf(world), view: huge }));

    expect([taken['error'], large['error']]).toEqual(['duplicate_external_id', 'view_too_large']);
  });

  it('stacks up to three modals', async () => {
    const trigger = await errorOf(world.client.views.push({ trigger_id: await triggerOf(world), view: aView(FORM) }));
    const root = await openView(world, 'U0BOB', FORM);
    const push = async () => world.client.views.push({ trigger_id: await triggerOf(world), view: aView(FORM) });
    const second = await push();
    await push();

    const fourth = await errorOf(push());

    expect(trigger).toMatchObject({ error: 'not_found' });
    expect(second.view).toMatchObject({ root_view_id: root, previous_view_id: root });
    expect(fourth).toMatchObject({ error: 'push_limit_reached' });
    expect(world.slack.modalsOf('U0BOB')).toHaveLength(3);
  });
});

describe('updating a view', () => {
  it('keeps what the user typed into inputs that remain', async () => {
    const view_id = await openView(
      world,
      'U0BOB',
      modal([input(textInput({ action_id: 'reason' }), { dispatch_action: true })]),
    );
    await world.slack.as('U0BOB').selectInView({ viewId: view_id, actionId: 'reason' }, 'INC-42');

    const next = modal([input(textInput({ action_id: 'reason' })), input(textInput(), { block_id: 'new' })]);
    const updated = await world.client.views.update({ view_id, view: aView(next) });

    expect(updated.view?.state).toMatchObject({
      values: { input: { reason: { value: 'INC-42' } }, new: { text: { value: null } } },
    });
  });

  it('is rejected if its hash is out of date', async () => {
    const opened = await world.client.views.open({ trigger_id: await triggerOf(world), view: aView(FORM) });
    const at = { view_id: String(opened.view?.id), hash: String(opened.view?.hash), view: aView(FORM) };

    await world.client.views.update(at);
    const late = await errorOf(world.client.views.update(at));
    const nowhere = await errorOf(world.client.views.update({ view_id: 'V0NONE', view: aView(FORM) }));

    expect([late['error'], nowhere['error']]).toEqual(['hash_conflict', 'not_found']);
  });

  it('publishes one Home tab per user, with the same rules', async () => {
    const publish = (more: object, user_id = 'U0BOB') =>
      world.client.views.publish({ user_id, view: aView(home([section('1')])), ...more });
    const first = await publish({});

    const second = await publish({ view: aView(home([section('2')])) });
    const late = await errorOf(publish({ hash: String(first.view?.hash) }));
    const unknownUser = await errorOf(publish({}, 'U0NOBODY'));

    expect(second.view?.id).toBe(first.view?.id);
    expect(world.slack.homeOf('U0BOB')?.blocks).toMatchObject([{ text: { text: '2' } }]);
    expect(late).toMatchObject({ error: 'hash_conflict' });
    expect(unknownUser).toMatchObject({ error: 'invalid_arguments' });
  });
});
