import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreFault } from '../../../functions/adapters/dynamodb/fault.ts';
import { aBot, type Bot } from './a-bot.ts';
import { aBotWithCard } from './a-card.ts';

let bot: Bot;
beforeEach(async () => {
  bot = await aBot();
});
afterEach(() => bot.slack.close());

const aFault = (isOutcomeUnknown: boolean) =>
  new StoreFault({
    tried: 'create a request',
    key: 'REQ#1',
    retryable: true,
    why: 'no answer within 1500 ms',
    isOutcomeUnknown,
  });

const request = async (text = 'prod-s3 1h INC-42'): Promise<string> =>
  JSON.stringify(await bot.slack.as('U0ALICE').command('/assume', text));

describe('a request while DynamoDB does not answer', () => {
  it('is answered that it may have been stored, and with what shows it', async () => {
    bot.requestFaults.inject({ on: ['create'], when: 'after', error: aFault(true) });

    const answer = await request();

    expect(answer).toContain('it is not known whether this was stored');
    expect(answer).toContain('If /assume list does not show it, try again.');
    expect(await request('list')).toContain('prod-s3');
    expect((await bot.newestOf('alice')).status.kind).toBe('pending');
  });

  it('is not stored twice if the user tries again', async () => {
    bot.requestFaults.inject({ on: ['create'], when: 'after', error: aFault(true) });
    await request();
    const first = await bot.newestOf('alice');

    await request();

    expect((await bot.newestOf('alice')).id).toBe(first.id);
  });

  it('is answered that nothing was stored if the read before the write fails', async () => {
    bot.requestFaults.inject({ on: ['recentOf'], error: aFault(false) });

    expect(await request()).toContain('nothing was stored');
  });

  it('is answered after the first read that fails, also if the command mentions a user', async () => {
    bot.faults.inject({ on: ['read'], error: aFault(false) });

    expect(await request('prod-s3 1h INC-42 asked by @bob')).toContain('nothing was stored');
    expect(await request('prod-s3 1h INC-42 asked by @bob')).not.toContain('nothing was stored');
  });

  it('is logged as an error, which the alarm counts', async () => {
    bot.requestFaults.inject({ on: ['create'], error: aFault(true) });
    await request();

    expect(bot.lines).toContainEqual(expect.objectContaining({ level: 'error', message: 'the table did not answer' }));
  });
});

describe('a press of Approve while DynamoDB does not answer', () => {
  it.each([
    [true, 'it is not known whether this was stored'],
    [false, 'nothing was stored'],
  ])('is answered in a window (the write was sent: %s)', async (isOutcomeUnknown, text) => {
    const { slack, requestFaults, at } = await aBotWithCard();
    requestFaults.inject({ on: isOutcomeUnknown ? ['save'] : ['get'], error: aFault(isOutcomeUnknown) });

    await slack.as('U0BOB').press(at('approve'));

    expect(JSON.stringify(slack.modalsOf('U0BOB'))).toContain(text);
    await slack.close();
  });
});
