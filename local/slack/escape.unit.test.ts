import { describe, expect, it } from 'vitest';
import { commandText, messageText } from './people/escape.ts';
import { aChannel, SEED } from './world/seed.ts';
import { freshState } from './world/state.ts';

const secret = aChannel({ id: 'C0SECRET', name: 'secret', kind: 'private' });
const state = freshState({ ...SEED, channels: [...SEED.channels, secret] });

describe('the text of a slash command', () => {
  it.each([
    ['people', 'who @random_user', 'who <@U0RANDOM|random_user>'],
    ['channels', 'say #general', 'say <#C0GENERAL|general>'],
    ['private channels, without their names', 'say #secret', 'say <#C0SECRET|>'],
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

describe('the text of a message', () => {
  it('refers to users, groups and channels without their names', () => {
    expect(messageText('@bob and @sre in #general and #secret: a < b', state)).toBe(
      '<@U0BOB> and <!subteam^S0SRE> in <#C0GENERAL|> and <#C0SECRET|>: a &lt; b',
    );
  });
});
