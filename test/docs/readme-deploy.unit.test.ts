import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSettings } from '../../bin/app/read-settings.ts';
import { makeApp, templateOf } from '../support/a-hub.ts';
import { ofType } from '../support/cloudformation.ts';

const ROOT = join(import.meta.dirname, '../..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const [, SECTION = ''] = /\n## Deploy\n([\s\S]*?)\n## /.exec(README) ?? [];
const DOCS = ['README.md', ...globSync('{docs,examples,terraform}/**/*.md', { cwd: ROOT })].map((file) => ({
  file,
  text: readFileSync(join(ROOT, file), 'utf8'),
}));

/** The settings that step 2 writes, with a value in place of the command that generates the ExternalId. */
const contextOfReadme = (): Readonly<Record<string, unknown>> => {
  const [, json = ''] = /cdk\.context\.json <<END\n([\s\S]*?)\n\s*END/.exec(SECTION) ?? [];
  return JSON.parse(json.replace('$(openssl rand -hex 16)', '0123456789abcdef0123456789abcdef'));
};

/** The places of commands in the section, in order. */
const placesOf = (...commands: readonly string[]): readonly number[] => commands.map((one) => SECTION.indexOf(one));

describe('the deployment in the README', () => {
  it('writes settings that are complete', () => {
    expect(readSettings(contextOfReadme())).toMatchObject({ kind: 'ok' });
  });

  it('bootstraps only the environment of the hub, before it deploys', () => {
    const context = contextOfReadme();
    const environment = `aws://${context['assume-bot:hubAccount']}/${context['assume-bot:region']}`;
    const [settings = -1, bootstrap = -1, hub = -1, secret = -1, accounts = -1] = placesOf(
      'cat > cdk.context.json',
      `npx cdk bootstrap ${environment}\n`,
      'npx cdk deploy assume-bot --outputs-file cdk.outputs.json',
      'aws secretsmanager put-secret-value',
      'npx cdk deploy assume-bot-account-NAME',
    );

    expect(settings).toBeGreaterThan(0);
    expect([settings, bootstrap, hub, secret, accounts]).toEqual(
      [settings, bootstrap, hub, secret, accounts].toSorted((a, b) => a - b),
    );
  });

  it('names stacks, outputs and secrets that exist', () => {
    const app = makeApp();
    const hub = templateOf(app, 'assume-bot') as { Outputs?: Record<string, unknown> } & ReturnType<typeof templateOf>;
    const named = ofType(hub, 'AWS::SecretsManager::Secret').map(([, { Properties }]) => Properties['Name']);
    const used = [...SECTION.matchAll(/--secret-id (\S+)/g)].map(([, id]) => id);

    expect(used.toSorted()).toEqual(named.toSorted());
    expect(Object.keys(hub.Outputs ?? {})).toContain('SlackRequestUrl');
    expect(app.node.tryFindChild('assume-bot-account-prod')).toBeDefined();
  });
});

describe('every document', () => {
  it('names an environment for the bootstrap, because the CDK would bootstrap the accounts of all stacks', () => {
    const found = DOCS.flatMap(({ file, text }) =>
      [...text.matchAll(/npx cdk bootstrap(?! aws:\/\/[\dA-Z_]+\/[a-zA-Z\d-]+)[^`\n]*/g)].map(
        ([one]) => `${file}: ${one}`,
      ),
    );

    expect(found).toEqual([]);
  });

  it('never passes a secret as an argument, which other users of the computer can see', () => {
    const found = DOCS.flatMap(({ file, text }) =>
      [...text.matchAll(/--secret-string\s+(?!file:)\S+/g)].map(([one]) => `${file}: ${one}`),
    );

    expect(found).toEqual([]);
  });
});
