import { describe, expect, it } from 'vitest';
import { validateManifest } from './validate-manifest.ts';

const manifest = (more: { name?: string; bot?: string; socket?: boolean; command?: object } = {}) => ({
  display_information: { name: more.name ?? 'assume-bot' },
  features: {
    bot_user: { display_name: more.bot ?? 'assume-bot' },
    slash_commands: [{ command: '/assume', description: 'x', url: 'https://bot.example.com', ...more.command }],
  },
  settings: {
    interactivity: { is_enabled: true, ...(more.socket ? {} : { request_url: 'https://bot.example.com' }) },
    socket_mode_enabled: more.socket ?? false,
  },
});
const problems = (value: unknown) => validateManifest(value).map(({ pointer }) => pointer);

describe('a manifest', () => {
  it('with and without Socket Mode is valid', () => {
    expect(validateManifest(manifest())).toEqual([]);
    expect(validateManifest(manifest({ socket: true }))).toEqual([]);
    expect(validateManifest(manifest({ name: 'Access Bot'.padEnd(35, 'x'), bot: 'a.b-c_9'.padEnd(80, 'x') }))).toEqual(
      [],
    );
  });

  it.each([
    ['a name past 35 characters', manifest({ name: 'x'.repeat(36) }), '/display_information/name'],
    ['a space in the name of the bot user', manifest({ bot: 'access bot' }), '/features/bot_user/display_name'],
    ['a capital letter there', manifest({ bot: 'Access' }), '/features/bot_user/display_name'],
    ['a name of the bot user past 80 characters', manifest({ bot: 'x'.repeat(81) }), '/features/bot_user/display_name'],
    ['a plain URL', manifest({ command: { url: 'http://bot.example.com' } }), '/features/slash_commands/0/url'],
    ['a command without a slash', manifest({ command: { command: 'assume' } }), '/features/slash_commands/0/command'],
    ['a field that does not exist', { ...manifest(), colour: 'red' }, ''],
    [
      'no URL and no Socket Mode',
      { ...manifest({ socket: true }), settings: { interactivity: { is_enabled: true } } },
      '/settings/interactivity',
    ],
  ])('with %s is refused', (_, value, pointer) => {
    expect(problems(value)).toContain(pointer);
  });
});
