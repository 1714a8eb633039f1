import { describe, expect, it } from 'vitest';
import { commandText } from './people/escape.ts';
import { SEED } from './world/seed.ts';
import { freshState } from './world/state.ts';

const state = freshState(SEED);

describe('the text of a slash command', () => {
  it.each([
    ['people', 'who @random_user', 'who <@U0RANDOM|random_user>'],
    ['channels', 'say #general', 'say <#C0GENERAL|general>'],
    ['user groups', 'ask @sre', 'ask <!subteam^S0SRE|@sre>'],
    ['everyone at once', 'prod-s3 @channel', 'prod-s3 <!channel>'],
    [
      'URLs, without the full stop after them',
      'see https://example.com/a?b=1&c=2.',
      'see <https://example.com/a?b=1&amp;c=2>.',
    ],
    ['markup typed by hand', 'if a < b & <!here>', 'if a &lt; b &amp; &lt;!here&gt;'],
    ['unknown names', '@unknown #nowhere alice@example.com', '@unknown #nowhere alice@example.com'],
  ])('reaches the bot with %s in the format of Slack', (_title, typed, sent) => {
    expect(commandText(typed, true, state)).toBe(sent);
  });

  it('keeps names as typed if the app did not enable should_escape', () => {
    expect(commandText('who @bob & <', false, state)).toBe('who @bob &amp; &lt;');
  });
});
