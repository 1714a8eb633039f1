import { describe, expect, it } from 'vitest';
import { commandText } from '../../../local/slack/people/escape.ts';
import { SEED } from '../../../local/slack/world/seed.ts';
import { freshState } from '../../../local/slack/world/state.ts';

const state = freshState(SEED);

describe('the text of a slash command', () => {
  it.each([
    ['people', 'who @random_user', 'who <@U0RANDOM|random_user>'],
    ['channels', 'say #general', 'say <#C0GENERAL|general>'],
    ['user groups', 'ask @sre', 'ask <!subteam^S0SRE|@sre>'],
    ['everybody at once', 'prod-s3 @channel', 'prod-s3 <!channel>'],
    [
      'addresses, without the full stop behind them',
      'see https://example.com/a?b=1&c=2.',
      'see <https://example.com/a?b=1&amp;c=2>.',
    ],
    ['markup typed by hand', 'if a < b & <!here>', 'if a &lt; b &amp; &lt;!here&gt;'],
    ['names nobody has', '@nobody #nowhere alice@example.com', '@nobody #nowhere alice@example.com'],
  ])('reaches the bot with %s written as Slack writes them', (_title, typed, sent) => {
    expect(commandText(typed, true, state)).toBe(sent);
  });

  it('keeps names as they were typed when the app did not ask for ids', () => {
    expect(commandText('who @bob & <', false, state)).toBe('who @bob &amp; &lt;');
  });
});
