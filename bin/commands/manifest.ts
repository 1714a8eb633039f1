import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { stringify } from 'yaml';
import { slackManifest } from '../../functions/adapters/slack/manifest.ts';
import { neededScopes } from '../../functions/core/doctor/slack-scopes.ts';
import { CATALOG_OPTION, loadCatalog, shownPath } from '../cli/catalog.ts';
import type { Command } from '../cli/command.ts';
import { Refused, UsageError } from '../cli/command.ts';

const ENDPOINT = '/slack/events';

/** The address that Slack is given: https, and ending where the bot listens. Throws UsageError. */
export const endpointOf = (text: string, { allowsPlain = false } = {}): string => {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new UsageError(
      `--url "${text}" is not an address; https://abc.execute-api.eu-central-1.amazonaws.com is one`,
    );
  }
  if (url.protocol !== 'https:' && !(allowsPlain && url.protocol === 'http:'))
    throw new UsageError(`--url "${text}": Slack calls https addresses only`);
  const path = url.pathname.replace(/\/$/, '');
  return `${url.origin}${path.endsWith(ENDPOINT) ? path : `${path}${ENDPOINT}`}`;
};

export const manifest: Command = {
  name: 'manifest',
  summary: 'write the manifest of the Slack app, with the least scopes that the catalog needs',
  about:
    'Writes slack-manifest.yaml out of the code and the catalog: the command, the address for buttons and forms, the events that are listened to, and the least scopes. usergroups:read is there only if the catalog names user groups, users:read.email only if people.byEmail is used.\n' +
    'In Slack: api.slack.com/apps, Create New App, From a manifest. After a change of the catalog that needs another scope, write it anew, paste it under App Manifest, and install the app again.',
  options: {
    url: { value: 'URL', about: 'where the bot is reached: the output SlackRequestUrl of the hub stack' },
    'socket-mode': {
      about: 'for Socket Mode in the place of an address, to try it with a real workspace ("npm start")',
    },
    name: { value: 'NAME', about: 'what the app is called; assume-bot unless given' },
    out: { value: 'FILE', about: 'the file; slack-manifest.yaml unless given, - for the standard output' },
    force: { about: 'write over a file that is there' },
    ...CATALOG_OPTION,
  },
  examples: [
    'assume-bot manifest --url https://abc.execute-api.eu-central-1.amazonaws.com',
    'assume-bot manifest --socket-mode --out -',
  ],
  run: async (call) => {
    const { io } = call;
    const [url, isSocketMode] = [call.text('url'), call.flag('socket-mode')];
    if ((url === undefined) === !isSocketMode)
      throw new UsageError('give either --url, where Slack reaches the bot, or --socket-mode');
    const catalog = await loadCatalog(call);
    const needed = neededScopes(catalog);
    const json = slackManifest({
      ...(url === undefined ? {} : { url: endpointOf(url) }),
      isSocketMode,
      scopes: needed.map(({ scope }) => scope),
      name: call.text('name') ?? 'assume-bot',
    });
    const out = call.text('out') ?? 'slack-manifest.yaml';
    const text = `# Made by "assume-bot manifest"; change the catalog and make it anew rather than this file.\n${stringify(json)}`;
    if (out === '-') return { code: 0, json, lines: [text.trimEnd()] };
    const path = isAbsolute(out) ? out : join(io.cwd, out);
    if (existsSync(path) && !call.flag('force'))
      throw new Refused(`${shownPath(call, path)} is there already; --force writes over it`);
    await writeFile(path, text);
    return {
      code: 0,
      json,
      lines: [
        `${shownPath(call, path)} written, with the scopes:`,
        ...needed.map(({ scope, why }) => `  ${scope.padEnd(17)} ${why}`),
        'In Slack: https://api.slack.com/apps, Create New App, From a manifest.',
      ],
    };
  },
};
