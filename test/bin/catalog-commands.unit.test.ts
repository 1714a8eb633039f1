import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { validateManifest } from '@assume-bot/local-slack/blocks/validate-manifest';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { LISTENS_TO } from '../../functions/adapters/slack/manifest.ts';
import { createRoutes } from '../../functions/handlers/slack-events/routes.ts';
import { aCli } from './a-cli.ts';

const ROOT = join(import.meta.dirname, '../..');
const EXAMPLE = readFileSync(join(ROOT, 'examples/access.yaml'), 'utf8');

const withCatalog = (yaml: string) => {
  const cli = aCli();
  writeFileSync(join(cli.directory, 'access.yaml'), yaml);
  return cli;
};

const ANSWERS = [
  ...['--role', 'arn:aws:iam::222222222222:role/s3-list-role', '--user', 'arn:aws:iam::111111111111:user/alice'],
  ...['--slack-user', 'U0ALICE', '--approver', 'U0BOB', '--channel', 'C0APPROVALS'],
];

describe('assume-bot validate', () => {
  it('reports a valid catalog, and that Slack was not checked', async () => {
    const { code, out } = await withCatalog(EXAMPLE).run('validate');

    expect(code).toBe(0);
    expect(out).toContain('access.yaml is valid: 1 role, 0 bundles, 2 users.');
    expect(out).toContain('set SLACK_BOT_TOKEN');
  });

  it('reports every mistake with its line, with exit code 1', async () => {
    const cli = withCatalog(EXAMPLE.replace('max: 8h', 'max: 80h').replace('approvals: 1', 'approvals: 3'));

    const { code, out } = await cli.run('validate');
    const json = await cli.run('validate', '--json');

    expect(code).toBe(1);
    expect(out).toMatch(/^access\.yaml:\d+:\d+ roles\.prod-s3\.duration\.max: /m);
    expect(out).toContain('2 mistakes in access.yaml.');
    expect(json.json<{ valid: boolean; mistakes: unknown[] }>()).toMatchObject({ valid: false });
    expect(json.json<{ mistakes: unknown[] }>().mistakes).toHaveLength(2);
  });

  it('names the path of a missing file', async () => {
    const { code, err } = await aCli().run('validate', 'nowhere.yaml');

    expect(code).toBe(2);
    expect(err).toMatch(/nowhere\.yaml does not exist; "assume-bot init" writes one/);
  });
});

describe('assume-bot manifest', () => {
  it('includes only the scopes that the catalog needs', async () => {
    const { out } = await withCatalog(EXAMPLE).run('manifest', '--url', 'https://bot.example.com', '--out', '-');

    expect(parse(out)).toMatchObject({
      oauth_config: { scopes: { bot: ['commands', 'chat:write', 'channels:read', 'groups:read', 'users:read'] } },
      features: {
        slash_commands: [{ command: '/assume', url: 'https://bot.example.com/slack/events', should_escape: true }],
      },
      settings: { interactivity: { request_url: 'https://bot.example.com/slack/events' }, socket_mode_enabled: false },
    });
  });

  it.each(['assume-bot', 'Access Bot', 'Zugriff für prod', '東京 access', 'x'.repeat(35)])(
    'is accepted by Slack with the name %s, with and without a URL',
    async (name) => {
      const cli = withCatalog(EXAMPLE);
      for (const how of [['--url', 'https://bot.example.com'], ['--socket-mode']]) {
        const { out } = await cli.run('manifest', ...how, '--name', name, '--out', '-');

        expect(parse(out).display_information.name).toBe(name);
        expect(validateManifest(parse(out))).toEqual([]);
      }
    },
  );

  it('gives the bot user a name that Slack accepts', async () => {
    const { out } = await withCatalog(EXAMPLE).run('manifest', '--socket-mode', '--name', 'Access Bot', '--out', '-');

    expect(parse(out).features.bot_user.display_name).toBe('access-bot');
  });

  it.each([
    ['x'.repeat(36), 'at most 35 characters'],
    ['', 'is empty'],
    ['東京', 'needs a letter'],
    ['---', 'needs a letter'],
  ])('refuses the name %j', async (name, why) => {
    const { code, err } = await withCatalog(EXAMPLE).run('manifest', '--socket-mode', '--name', name, '--out', '-');

    expect(code).toBe(2);
    expect(err).toContain(why);
  });

  it('includes the scopes for user groups and e-mails only if the catalog uses them', async () => {
    const groups = EXAMPLE.replace('[U0BOB, U0CAROL]', '[S0SRE]');
    const emails = EXAMPLE.replace(
      'people:\n',
      'people:\n  byEmail: arn:aws:iam::111111111111:user/{local}\n  domains: [example.com]\n',
    );

    const scopesOf = async (yaml: string) => {
      const { out } = await withCatalog(yaml).run('manifest', '--socket-mode', '--out', '-');
      return parse(out).oauth_config.scopes.bot;
    };

    const always = ['commands', 'chat:write', 'channels:read', 'groups:read', 'users:read'];

    expect(await scopesOf(groups)).toEqual([...always, 'usergroups:read']);
    expect(await scopesOf(emails)).toEqual([...always, 'users:read.email']);
  });

  it('overwrites a file only with --force', async () => {
    const cli = withCatalog(EXAMPLE);
    const first = await cli.run('manifest', '--socket-mode');
    const second = await cli.run('manifest', '--socket-mode');
    const forced = await cli.run('manifest', '--socket-mode', '--force');

    expect([first.code, second.code, forced.code]).toEqual([0, 1, 0]);
    expect(second.err).toContain('slack-manifest.yaml already exists');
    expect(parse(readFileSync(join(cli.directory, 'slack-manifest.yaml'), 'utf8'))).toMatchObject({
      settings: { socket_mode_enabled: true },
    });
  });

  it('refuses a URL that Slack would not call, and a missing URL', async () => {
    const cli = withCatalog(EXAMPLE);

    const plain = await cli.run('manifest', '--url', 'http://bot.example.com');
    const none = await cli.run('manifest');

    expect([plain.code, none.code]).toEqual([2, 2]);
    expect(plain.err).toContain('only https URLs');
    expect(none.err).toContain('--socket-mode');
  });

  it('contains every event and shortcut that the bot answers', () => {
    const routes = createRoutes({} as Parameters<typeof createRoutes>[0]);

    expect(Object.keys(routes.events)).toEqual(LISTENS_TO.events);
    expect(Object.keys(routes.shortcuts)).toEqual(LISTENS_TO.shortcuts.map(({ callback_id }) => callback_id));
  });
});

describe('assume-bot init', () => {
  it('writes a valid catalog from options', async () => {
    const cli = aCli();

    const made = await cli.run('init', ...ANSWERS, '--name', 'prod-s3', '--max', '30m');
    const checked = await cli.run('validate');

    expect(made.code).toBe(0);
    expect(checked.out).toContain('access.yaml is valid: 1 role');
    expect(readFileSync(join(cli.directory, 'access.yaml'), 'utf8')).toContain('duration: { default: 30m, max: 30m }');
  });

  it('asks questions without an option, and repeats them for invalid answers', async () => {
    const cli = aCli();
    cli.answers = [
      'no arn',
      'arn:aws:iam::222222222222:role/Team_Role',
      '',
      'arn:aws:iam::222222222222:user/bob',
      'U0BOB',
      'S0SRE',
      'C0OPS',
      '',
    ];

    const { code, err } = await cli.run('init');

    expect(code).toBe(0);
    expect(err).toContain('"no arn" is not the ARN of an IAM role');
    const text = readFileSync(join(cli.directory, 'access.yaml'), 'utf8');
    expect(text).toContain('team-role:');
    expect(text).toContain('main: { id: "222222222222" }');
  });

  it('does not change an existing file', async () => {
    const cli = withCatalog('# mine\n');

    const { code, err } = await cli.run('init', ...ANSWERS);

    expect(code).toBe(1);
    expect(err).toContain('access.yaml already exists');
    expect(readFileSync(join(cli.directory, 'access.yaml'), 'utf8')).toBe('# mine\n');
  });

  it('lists the missing options without a terminal', async () => {
    const { code, err } = await aCli().run('init', '--slack-user', 'U0ALICE');

    expect(code).toBe(2);
    expect(err).toContain('--role arn:aws:iam::222222222222:role/s3-list-role');
    expect(err).not.toContain('--slack-user');
  });

  it('refuses answers that do not form a valid catalog', async () => {
    const { code, err } = await aCli().run(
      'init',
      ...ANSWERS.map((word) => (word === 'U0BOB' ? 'U0ALICE' : word)),
      '--max',
      '13h',
    );

    expect(code).toBe(2);
    expect(err).toContain('do not form a valid catalog');
  });
});

describe('the command line', () => {
  it('describes a command with its options and exit codes', async () => {
    const all = await aCli().run('--help');
    const one = await aCli().run('grants', '--help');

    expect([all.code, one.code]).toEqual([0, 0]);
    expect(all.out).toMatch(/^ {2}doctor +check everything/m);
    expect(all.out).toMatch(/3 +AWS or Slack was unreachable/);
    expect(one.out).toContain('--role <name>');
    expect(one.out).toContain('assume-bot grants --role prod-s3 --json');
  });

  it('suggests the nearest word for a typing mistake, with exit code 2', async () => {
    const command = await aCli().run('grant');
    const option = await aCli().run('grants', '--roel', 'x');
    const value = await aCli().run('grants', '--role');
    const missing = await aCli().run('plan');

    expect([command, option, value, missing].map(({ code }) => code)).toEqual([2, 2, 2, 2]);
    expect(command.err).toContain('Did you mean grants?');
    expect(option.err).toContain('Did you mean --role?');
    expect(value.err).toContain("Option '--role <name>' argument missing");
    expect(missing.err).toContain("Missing required argument 'name'");
  });

  it('prints errors as JSON with --json', async () => {
    const { code, json } = await aCli().run('plan', '--json');

    expect(json()).toMatchObject({ code });
    expect(code).toBe(2);
  });

  it('states how to set the table if no hub is known', async () => {
    const cli = withCatalog(EXAMPLE);
    const { code, err } = await cli.run('grants');

    expect(code).toBe(2);
    expect(err).toContain('ASSUME_TABLE');
    expect(err).toContain('npm start');
  });
});

describe('a file that cannot be written', () => {
  it.each([
    ['in a missing folder', 'nowhere/manifest.yaml', 'the file or folder does not exist'],
    ['at the path of a folder', '.', 'it is a folder'],
  ])('%s gives exit code 2 and its path, not an internal error', async (_, out, why) => {
    const cli = aCli();
    writeFileSync(
      join(cli.directory, 'access.yaml'),
      readFileSync(join(import.meta.dirname, '../../examples/access.yaml')),
    );

    const { code, err } = await cli.run('manifest', '--socket-mode', '--force', '--out', out);

    expect(code).toBe(2);
    expect(err).toContain(`cannot be opened or written: ${why}`);
    expect(err).toContain(cli.directory);
  });
});

describe('assume-bot explain', () => {
  const RULES = readFileSync(join(ROOT, 'examples/rules/access.yaml'), 'utf8');
  const explained = async (...args: readonly string[]) => {
    const ran = await withCatalog(RULES).run('explain', 'prod-s3', ...args);
    return { ...ran, found: ran.code === 0 ? (JSON.parse(ran.out) as Record<string, unknown>) : {} };
  };

  it.each([
    // Bob is on call in the week from 2026-11-23.
    ['U0BOB', '2026-11-28T20:00Z', '2h', '', { rule: 0, outcome: 'automatic', approvals: 0 }],
    ['bob', '2026-11-27T12:00Z', '3h', '', { rule: 2, outcome: 'approval', approvals: 1 }],
    ['U0ALICE', '2026-11-28T20:00Z', '1h', '', { rule: 3, outcome: 'approval', approvals: 2 }],
    ['U0ALICE', '2026-11-27T12:00Z', '1h', 'S0CONTRACTORS', { rule: 1, outcome: 'approval', approvals: 2 }],
    ['U0ALICE', '2026-11-27T12:00Z', '9h', '', { rule: 2, outcome: 'refused', approvals: 0, why: 'too_long' }],
    ['U0CAROL', '2026-12-25T12:00Z', '1h', '', { rule: 0, outcome: 'automatic', approvals: 0 }],
  ] as const)('names the rule for %s at %s for %s in %s', async (as, at, length, groups, expected) => {
    const { found } = await explained('--as', as, '--at', at, '--for', length, '--groups', groups, '--json');

    expect(found).toMatchObject({ role: 'prod-s3', ...expected });
  });

  it('shows what it does not know, and why rules do not match', async () => {
    const { found } = await explained('--as', 'U0ALICE', '--at', '2026-11-27T12:00Z', '--json');
    const { out } = await withCatalog(RULES).run('explain', 'prod-s3', '--as', 'U0ALICE', '--at', '2026-11-27T12:00Z');

    expect(found).toMatchObject({ rule: 2, together: [1], outcome: 'approval', approvals: 2 });
    expect(out).toContain('rule 0 "on call" (line 34) does not match: the user is not among its users.');
    expect(out).toContain('rule 1 "contractors" (line 37) depends on S0CONTRACTORS.');
    expect(out).toContain('As long as it is not known whether rule 1 applies, what it requires applies too.');
  });

  it('explains the rules of a bundle, and names its roles, whose rules apply too', async () => {
    const rules =
      '[{ name: short, when: { duration: { max: 1h } }, approvals: 0 }, { name: long, duration: { max: 8h }, approvers: [U0CAROL] }]';
    const cli = withCatalog(`${EXAMPLE}\nbundles: { ops: { roles: [prod-s3], rules: ${rules} } }\n`);
    const { out } = await cli.run('explain', 'ops', '--as', 'U0ALICE', '--for', '2h');

    expect(out).toContain('rule 1 "long" (line 49) applies.');
    expect(out).toContain('The rules of its roles apply too: explain prod-s3.');
  });

  it('explains a role of one rule without a name, and refuses names and users that do not exist', async () => {
    const cli = withCatalog(EXAMPLE);

    expect((await cli.run('explain', 'prod-s3', '--as', 'U0ALICE')).out).toContain('needs 1 approval.');
    expect((await cli.run('explain', 'prod-s4', '--as', 'U0ALICE')).code).toBe(2);
    expect((await cli.run('explain', 'prod-s3', '--as', 'nobody')).err).toContain('is not a Slack user ID');
    expect((await cli.run('explain', 'prod-s3')).err).toContain('Pass --as');
    expect((await cli.run('explain', 'prod-s3', '--as', 'U0ALICE', '--emergency', '--scheduled')).code).toBe(2);
  });
});
