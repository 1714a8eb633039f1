import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { stringify } from 'yaml';
import { appNameProblem, botNameOf, slackManifest } from '../../functions/adapters/slack/manifest.ts';
import { defined } from '../../functions/core/defined.ts';
import { namedChannels, neededScopes } from '../../functions/core/doctor/slack-scopes.ts';
import { manifestText } from '../../functions/core/text/cli/catalog.ts';
import { loadCatalog } from '../cli/catalog.ts';
import { type Cli, CliCommand } from '../cli/command.ts';
import { endpointOf } from '../cli/endpoint.ts';
import { Refused, UsageError } from '../cli/errors.ts';
import { pathIn, shownPath } from '../cli/files.ts';
import { withCatalog } from '../cli/options.ts';

const { options: about } = manifestText;

export const manifest = ({ io, print }: Cli) =>
  withCatalog(
    new CliCommand('manifest', manifestText)
      .option('--url <url>', about.url)
      .option('--socket-mode', about.socketMode)
      .option('--name <name>', about.name)
      .option('--out <file>', about.out)
      .option('--force', about.force),
  ).action(
    print(async (options) => {
      const { url, socketMode = false, name = 'assume-bot', out = 'slack-manifest.yaml', force } = options;
      if ((url === undefined) === !socketMode) throw new UsageError(manifestText.urlOrSocketMode);
      const nameProblem = appNameProblem(name);
      if (nameProblem !== undefined) throw new UsageError(manifestText.badName[nameProblem]);
      const catalog = await loadCatalog(io, options);
      const needed = neededScopes(catalog);
      const json = slackManifest({
        ...defined({ url: url === undefined ? undefined : endpointOf(url) }),
        isSocketMode: socketMode,
        scopes: needed.map(({ scope }) => scope),
        name,
      });
      const text = `${manifestText.header}\n${stringify(json)}`;
      if (out === '-') return { code: 0, json, lines: [text.trimEnd()] };
      const path = pathIn(io, out);
      const channels = [...namedChannels(catalog).keys()];
      if (existsSync(path) && !force) throw new Refused(manifestText.exists(shownPath(io, path)));
      await writeFile(path, text);
      return {
        code: 0,
        json,
        lines: manifestText.written(shownPath(io, path), needed, {
          bot: botNameOf(name),
          channels,
          isSocketMode: socketMode,
        }),
      };
    }),
  );
