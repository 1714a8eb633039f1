import { readFile } from 'node:fs/promises';
import { compileCatalog } from '../../functions/adapters/catalog/compile.ts';
import { type CatalogProblem, formatProblem } from '../../functions/adapters/catalog/problems.ts';
import { provePattern } from '../../functions/adapters/system/prove-pattern.ts';
import { examineSlack } from '../../functions/core/doctor/examine-slack.ts';
import type { Finding } from '../../functions/core/doctor/finding.ts';
import { namedGroups, namedPeople } from '../../functions/core/doctor/slack-scopes.ts';
import type { SlackGroupId, SlackUserId } from '../../functions/core/names.ts';
import { CATALOG_OPTION, catalogPathOf, shownPath } from '../cli/catalog.ts';
import { type Command, UsageError } from '../cli/command.ts';
import { openSlack } from '../cli/hub.ts';
import type { Settings } from '../cli/settings.ts';
import { counted } from '../cli/table.ts';

const readText = async (path: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'does not exist; "assume-bot init" writes one' : `cannot be read (${code})`;
    throw new UsageError(`${path} ${why}`);
  }
};

/** Only findings about users and groups. `doctor` checks scopes and the workspace. */
const ABOUT_THE_CATALOG = new Set([
  'slack_not_seen',
  'group_not_seen',
  'group_empty',
  'nobody_approves',
  'person_not_member',
]);

export const validate: Command = {
  name: 'validate',
  summary: 'check the catalog, and report all mistakes with their lines',
  about:
    'Reads access.yaml as the build and the deployment do, and reports every mistake with line, column and fix. Warnings are about valid settings that may not be intended.\n' +
    'If SLACK_BOT_TOKEN is set, it also checks in Slack that the users and user groups of the catalog exist, that the users are full members, and that every role has approvers. It contacts no other system.',
  positionals: [{ name: 'FILE', about: 'the catalog, as with --catalog', isOptional: true }],
  options: { ...CATALOG_OPTION, strict: { about: 'treat warnings as mistakes' } },
  examples: ['assume-bot validate access.yaml'],
  run: async (call) => {
    const { io } = call;
    const named = call.word('FILE');
    const path = catalogPathOf(named === undefined ? call : { ...call, text: () => named });
    const file = shownPath(call, path);
    const compiled = compileCatalog(await readText(path), provePattern);
    const formatted = (problems: readonly CatalogProblem[]) => problems.map((one) => formatProblem(file, one));
    if (compiled.kind === 'invalid')
      return {
        code: 1,
        json: { file, valid: false, mistakes: compiled.problems, warnings: [], findings: [] },
        lines: [...formatted(compiled.problems), '', `${counted(compiled.problems.length, 'mistake')} in ${file}.`],
      };

    const { catalog, warnings } = compiled;
    const token = io.environment['SLACK_BOT_TOKEN'];
    let findings: readonly Finding[] = [];
    if (token) {
      io.err('checking the users and user groups of the catalog in Slack ...');
      const apiUrl = io.environment['SLACK_API_URL'];
      const settings: Settings = { kind: 'aws', connection: {}, slack: { token, ...(apiUrl ? { apiUrl } : {}) } };
      const people = [...namedPeople(catalog).keys()] as SlackUserId[];
      const facts = await openSlack(settings, io)?.inspector.look(people, namedGroups(catalog) as SlackGroupId[]);
      if (facts !== undefined)
        findings = examineSlack(facts, catalog, undefined).filter(({ code }) => ABOUT_THE_CATALOG.has(code));
    }
    const isUnreachable = findings.some(({ code }) => code === 'slack_not_seen');
    const bad =
      findings.filter(({ severity }) => severity === 'error').length +
      (call.flag('strict') ? warnings.length + findings.filter(({ severity }) => severity === 'warning').length : 0);
    const roles = Object.keys(catalog.roles).length;
    return {
      code: isUnreachable ? 3 : bad > 0 ? 1 : 0,
      json: { file, valid: true, hash: catalog.hash, mistakes: [], warnings, findings },
      lines: [
        ...formatted(warnings).map((line) => `warning: ${line}`),
        ...findings.map(({ severity, about, what, fix }) => `${severity}: ${about}: ${what} ${fix}`),
        `${file} is valid: ${counted(roles, 'role')}, ${counted(Object.keys(catalog.bundles).length, 'bundle')}, ${counted(Object.keys(catalog.people).length, 'person', 'people')}.`,
        ...(token ? [] : ['(Slack was not checked: set SLACK_BOT_TOKEN to check users and user groups too.)']),
      ],
    };
  },
};
