import type { CommandOutcome } from '@assume-bot/local-slack/contract';
import { afterEach, describe, expect, it } from 'vitest';
import { parseAccessName, parseRoleArn } from '../../../functions/core/names.ts';
import type { Wake } from '../../../functions/usecases/ports.ts';
import { aCatalog, aRule, U } from '../../support/builders.ts';
import { aBot, type Bot } from './a-bot.ts';

const bots: Bot[] = [];
const start = async (...options: Parameters<typeof aBot>): Promise<Bot> => {
  const bot = await aBot(...options);
  bots.push(bot);
  return bot;
};
afterEach(async () => {
  for (const { slack } of bots.splice(0)) await slack.close();
});

/** The answer of a command: its text and blocks as one text. */
const shown = (outcome: CommandOutcome): string => {
  if (!outcome.ok) throw new Error(`the command was not answered: ${JSON.stringify(outcome)}`);
  return `${outcome.message?.text} ${JSON.stringify(outcome.message?.blocks)}`;
};

describe('/assume NAME', () => {
  it('stores the request, wakes the worker, and shows the answer only to the user', async () => {
    const bot = await start();

    const outcome = await bot.slack.as('U0ALICE').command('/assume', 'prod-s3 90m INC-42: db is down');

    const request = await bot.newestOf('alice');
    expect(request.requested).toMatchObject({
      target: 'prod-s3',
      duration: { minutes: 90 },
      reason: 'INC-42: db is down',
    });
    expect(bot.queue.size()).toBe(1);
    expect(shown(outcome)).toContain('Requested `prod-s3` for 1h 30m.');
    expect(shown(outcome)).toContain('You will be notified in a direct message when it is decided.');
    expect(shown(outcome)).not.toContain('"type":"button"');
    expect(outcome.ok && outcome.message?.ephemeralTo).toBe('U0ALICE');
  });

  it('makes no call to Slack before the answer', async () => {
    const bot = await start();

    for (const text of ['prod-s3 1h INC-42', 'revok prod-s3', 'list', 'help', 'end prod-s3', 'prod-s3 1h --dry'])
      await bot.slack.as('U0ALICE').command('/assume', text);

    expect(bot.slack.callCounts()).toEqual({});
  });

  it('names users in the reason, and the private channels of which Slack tells no name', async () => {
    const bot = await start();
    bot.slack.directory.addChannel({ id: 'C0SECRET', name: 'secret', kind: 'private' });

    await bot.slack.as('U0ALICE').command('/assume', 'prod-s3 1h @alice asked in #secret');

    expect((await bot.newestOf('alice')).requested.reason).toBe('@alice asked in #unknown-channel');
  });

  it('keeps the reason literally, including mentions and umlauts', async () => {
    const bot = await start();

    await bot.slack.as('U0ALICE').command('/assume', 'prod-s3 1h INC-42: a < b & c, für @bob – 東京');

    expect((await bot.newestOf('alice')).requested.reason).toBe('INC-42: a < b & c, für @bob – 東京');
  });

  it('shows the pending request instead of making a second one', async () => {
    const bot = await start();
    await bot.slack.as('U0ALICE').command('/assume', 'prod-s3 1h INC-42');
    const first = await bot.newestOf('alice');

    const again = await bot.slack.as('U0ALICE').command('/assume', 'prod-s3 2h INC-43');

    expect(shown(again)).toContain('You already have a pending request for `prod-s3` for 1h');
    expect(shown(again)).toContain(`"value":"${first.id}"`);
    expect(await bot.store.requests.recentOf(U('alice'), { limit: 10 })).toHaveLength(1);
  });

  it.each([
    ['prod-s3 1h INC-42 --for @bob', '`/assume prod-s3 1h INC-42`', 'not_for_others'],
    ['prod-s3 30m INC-42 --emergency', '`/assume prod-s3 30m INC-42`', 'no_emergencies'],
  ])(
    'refuses "%s", suggests the same command without what is not allowed, and records it',
    async (text, works, kind) => {
      const bot = await start();

      const outcome = await bot.slack.as('U0ALICE').command('/assume', text);

      expect(shown(outcome)).toContain(works);
      expect(bot.store.refused()).toMatchObject([{ by: 'U0ALICE', refusal: kind }]);
    },
  );

  it.each([
    ['prod-s3 30m look only --dry_run', '`/assume prod-s3 30m look only --dry-run`'],
    ['prod-s3 30m db down --emergancy', '`/assume prod-s3 30m db down --emergency`'],
    ['prod-s3 30m db down --fro @bob', '`/assume prod-s3 30m db down --for` <@U0BOB>'],
    ['extend --bogus prod-s3 30m', '`/assume extend prod-s3 30m`'],
    ['extedn prod-s3 30m', '`/assume extend prod-s3 30m`'],
    ['lsit', '`/assume list`'],
    ['lockdown status', '`/assume help`'],
  ])('requests nothing on "%s", and suggests what was probably meant', async (text, works) => {
    const bot = await start();

    expect(shown(await bot.slack.as('U0ALICE').command('/assume', text))).toContain(works);
    expect(await bot.store.requests.recentOf(U('alice'), { limit: 1 })).toEqual([]);
    expect(bot.slack.modalsOf('U0ALICE')).toEqual([]);
  });

  it.each([
    ['U0GUEST', 'guest'],
    ['U0EXTERNAL', 'another Slack workspace'],
  ])('refuses %s, who is not a full member, and explains why', async (id, text) => {
    const bot = await start();

    expect(shown(await bot.slack.as(id).command('/assume', 'prod-s3 1h INC-42'))).toContain(text);
    expect(shown(await bot.slack.as(id).command('/assume', 'list'))).toContain(text);
    expect(await bot.store.requests.recentOf(U('external'), { limit: 1 })).toEqual([]);
  });

  it('refuses all users until the workspace has been read, and explains why', async () => {
    const bot = await start({ isDirectoryEmpty: true });

    expect(shown(await bot.slack.as('U0ALICE').command('/assume', 'prod-s3 1h INC-42'))).toContain(
      'Try again in a minute',
    );
  });
});

describe('/assume list, end and help', () => {
  it('lists open requests with a button, and what can be requested', async () => {
    const bot = await start();
    await bot.slack.as('U0ALICE').command('/assume', 'prod-s3 1h INC-42');

    const list = shown(await bot.slack.as('U0ALICE').command('/assume', 'list'));

    expect(list).toContain('pending, lapses');
    expect(list).toContain('List the S3 buckets of production (up to 8h)');
  });

  it('lists 300 roles', async () => {
    const rules = Array.from({ length: 300 }, (_, index) =>
      aRule({ name: `role-${index}` as never, description: 'x'.repeat(200) }),
    );
    const bot = await start({ catalog: aCatalog(rules) });

    expect(shown(await bot.slack.as('U0ALICE').command('/assume', 'list'))).toContain('`role-299`');
  });

  it('cancels a pending request by its name', async () => {
    const bot = await start();
    await bot.slack.as('U0ALICE').command('/assume', 'prod-s3 1h INC-42');

    const outcome = await bot.slack.as('U0ALICE').command('/assume', 'end prod-s3');

    expect(shown(outcome)).toContain('Cancelled your request for `prod-s3`.');
    expect((await bot.newestOf('alice')).status.kind).toBe('cancelled');
  });

  it('shows what is open if nothing has that name', async () => {
    const bot = await start();
    await bot.slack.as('U0ALICE').command('/assume', 'prod-s3 1h INC-42');

    expect(shown(await bot.slack.as('U0ALICE').command('/assume', 'end prod-s4'))).toContain('Did you mean `prod-s3`?');
    expect(shown(await bot.slack.as('U0BOB').command('/assume', 'end prod-s3'))).toContain(
      'You have no access to `prod-s3`',
    );
  });

  it('shows the commands', async () => {
    const bot = await start();

    expect(shown(await bot.slack.as('U0ALICE').command('/assume', 'help'))).toContain('/assume prod-s3 2h');
  });
});

describe('/assume NAME --emergency', () => {
  const emergency = {
    requesters: [{ kind: 'everyone' }],
    reviewWithinMinutes: 240,
    contacts: [],
    maxMinutes: 60,
  } as const;
  const two = [
    aRule({ emergency }),
    aRule({ name: parseAccessName('db'), arn: parseRoleArn('arn:aws:iam::222222222222:role/db'), emergency }),
  ];

  it('is refused until the earlier emergency for any role is reviewed, and shows when that review is due', async () => {
    const bot = await start({ catalog: aCatalog(two) });
    const alice = bot.slack.as('U0ALICE');
    await alice.command('/assume', 'prod-s3 30m db is down --emergency');

    const again = await alice.command('/assume', 'db 30m db is still down --emergency');
    const tried = await alice.command('/assume', 'db 30m db is still down --emergency --dry-run');
    const usual = await alice.command('/assume', 'db 30m db is still down');

    expect(shown(again)).toContain('the review is due by 2030-01-01 16:00 UTC');
    expect(shown(tried)).toContain('the review is due by 2030-01-01 16:00 UTC');
    expect(shown(usual)).toContain('Requested `db`');
    expect(bot.store.refused()).toMatchObject([{ refusal: 'emergency_unreviewed' }]);
  });

  it('is accepted while an ordinary request for the same role is pending', async () => {
    const bot = await start({ catalog: aCatalog(two) });
    await bot.slack.as('U0ALICE').command('/assume', 'prod-s3 30m db is slow');

    await bot.slack.as('U0ALICE').command('/assume', 'prod-s3 30m db is down --emergency');

    expect((await bot.newestOf('alice')).requested.emergency).toBe(true);
  });
});

describe('/assume end NAME', () => {
  it('ends nothing if it could mean two requests, and shows a button for each', async () => {
    const emergency = {
      requesters: [{ kind: 'everyone' }],
      reviewWithinMinutes: 240,
      contacts: [],
      maxMinutes: 60,
    } as const;
    const bot = await start({ catalog: aCatalog([aRule({ emergency })]) });
    const alice = bot.slack.as('U0ALICE');
    await alice.command('/assume', 'prod-s3 30m db is slow');
    const usual = await bot.newestOf('alice');
    bot.clock.advance({ seconds: 1 });
    await alice.command('/assume', 'prod-s3 30m db is down --emergency');
    const urgent = await bot.newestOf('alice');

    const answer = shown(await alice.command('/assume', 'end prod-s3'));

    expect(answer).toContain('nothing was ended');
    for (const { id } of [usual, urgent]) {
      expect(answer).toContain(`"value":"${id}"`);
      expect((await bot.read(id)).status.kind).toBe('pending');
    }
  });
});

describe('/assume NAME just after midnight UTC', () => {
  it('shows the request of a moment before midnight, even if the index lags behind', async () => {
    const bot = await start();
    bot.store.delayIndex('by requester');
    bot.clock.advance({ minutes: 719, seconds: 59 });
    await bot.slack.as('U0ALICE').command('/assume', 'prod-s3 1h INC-42');
    const woken: Wake[] = [];
    await bot.queue.drain(async (wake) => void woken.push(wake));
    bot.clock.advance({ seconds: 31 });

    const again = await bot.slack.as('U0ALICE').command('/assume', 'prod-s3 1h INC-42');

    const [first] = woken;
    expect(shown(again)).toContain(`"value":"${first?.kind === 'request' && first.id}"`);
  });
});
