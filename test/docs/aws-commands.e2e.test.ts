import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { uninstallText } from '../../functions/core/text/cli/uninstall.ts';
import { commandsOf, PAGES, readPage, wordsOf } from './commands.ts';

/** Compares commands with the service descriptions that the AWS CLI uses, all in one process and without a call. */
const CHECK = `
import json, sys
import botocore.session
from botocore import xform_name
GLOBAL = {'--region', '--query', '--output', '--profile', '--max-items'}
session = botocore.session.get_session()
models, problems = {}, []
for command in json.load(sys.stdin):
    service, name, *words = command
    text = ' '.join(command)
    try:
        model = models.get(service) or session.get_service_model(service.replace('s3api', 's3'))
    except Exception:
        problems.append(f'{text}: no service {service}')
        continue
    models[service] = model
    operations = {xform_name(one, '-'): one for one in model.operation_names}
    if name not in operations:
        problems.append(f'{text}: no operation {name}')
        continue
    shape = model.operation_model(operations[name]).input_shape
    members = {'--' + xform_name(one, '-'): one for one in (shape.members if shape else {})}
    given = [word for word in words if word.startswith('--') and word not in GLOBAL]
    known = [members.get(word) or members.get(word.replace('--no-', '--', 1)) for word in given]
    problems += [f'{text}: no option {word}' for word, member in zip(given, known) if member is None]
    missing = set(shape.required_members if shape else []) - set(known)
    problems += [f'{text}: {member} is missing' for member in sorted(missing)]
print(json.dumps(problems))
`;
const ENVIRONMENT = {
  PATH: process.env['PATH'] ?? '',
  HOME: process.env['HOME'] ?? '',
  AWS_DEFAULT_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'none',
  AWS_EC2_METADATA_DISABLED: 'true',
};

const hasServiceDescriptions = (): boolean => {
  const { status } = spawnSync('python3', ['-c', 'import botocore.session'], { env: ENVIRONMENT });
  if (status === 0) return true;
  process.stderr.write(
    '\n!!! NOT TESTED: the aws commands of the pages. Install them with "pip install botocore".\n\n',
  );
  return false;
};

const LEFTOVERS = uninstallText.leftovers({
  hubName: 'assume-bot',
  region: 'eu-central-1',
  table: 'assume-bot-table',
  accounts: [{ name: 'prod', id: '222222222222' }],
  roles: [{ name: 's3-list-role', accountId: '222222222222' }],
  auditBucket: 'assume-bot-audit',
});

describe.runIf(hasServiceDescriptions())('the aws commands of the pages for operators', () => {
  it('exist, with these options and all that they require', () => {
    const fromPages = PAGES.flatMap((page) => commandsOf(readPage(page), /^aws(?= )/));
    const printed = LEFTOVERS.filter((line) => line.startsWith('aws ')).map((line) =>
      wordsOf(line.replace(/ +#.*$/, '').slice(4)),
    );
    // A name without options is a mention in a sentence, and waiters are no operations.
    const commands = [...fromPages, ...printed].filter((words) => words.length > 2 && words[1] !== 'wait');

    const { stdout, stderr } = spawnSync('python3', ['-c', CHECK], {
      input: JSON.stringify(commands),
      encoding: 'utf8',
      env: ENVIRONMENT,
    });

    expect(commands.length).toBeGreaterThan(30);
    expect(JSON.parse(stdout || JSON.stringify(stderr))).toEqual([]);
  });
});
