import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
/** The files of a clone that synthesis reads. Its output does not touch this clone. */
const NEEDED = ['bin', 'lib', 'functions', 'scripts', 'terraform', 'examples', 'package.json', 'package-lock.json'];
const NOWHERE = 'http://127.0.0.1:9';

let clone: string;
beforeAll(() => {
  clone = mkdtempSync(join(tmpdir(), 'assume-bot-synth-'));
  for (const part of [...NEEDED, 'cdk.json', '.cfnlintrc.yaml'].filter((one) => existsSync(join(ROOT, one))))
    cpSync(join(ROOT, part), join(clone, part), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(clone, 'node_modules'));
});
afterAll(() => rmSync(clone, { recursive: true, force: true }));

/** An environment without credentials, profile and network. */
const synth = (...args: readonly string[]) =>
  spawnSync(process.execPath, ['scripts/with-node24.mjs', 'scripts/synth.ts', ...args], {
    cwd: clone,
    encoding: 'utf8',
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: clone,
      AWS_EC2_METADATA_DISABLED: 'true',
      ...Object.fromEntries(['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'].map((name) => [name, NOWHERE])),
    },
  });
const templates = () => readdirSync(join(clone, 'cdk.out')).filter((name) => name.endsWith('.template.json'));
const dist = (name: string) => JSON.parse(readFileSync(join(clone, 'dist', name), 'utf8'));

describe('npm run synth, with no network and no AWS credentials', () => {
  it('writes every template from a fresh clone, without findings of cdk-nag and cfn-lint', () => {
    const { status, stdout, stderr } = synth();

    expect(status, `${stdout}${stderr}`).toBe(0);
    expect(templates()).toEqual([
      'assume-bot-account-prod.template.json',
      'assume-bot-account-utils.template.json',
      'assume-bot-account.template.json',
      'assume-bot.template.json',
    ]);
    expect(Object.keys(dist('account.template.json').Resources)).toEqual(['Manager']);
    expect(dist('service-control-policy.json').Statement).toHaveLength(4);
    expect(stdout).toMatch(/cfn-lint (found nothing|is not on the PATH)/);
  });

  it('refuses lists that IAM would refuse, with the figure and the setting to change', () => {
    const list = (line: (n: string) => string) =>
      Array.from({ length: 2000 }, (_, n) => line(String(n).padStart(4, '0'))).join('\n');
    const catalog = readFileSync(join(clone, 'examples/access.yaml'), 'utf8').replace(
      /^people:.*$/m,
      (head) => `${head}\n${list((n) => `  U0USER${n}: arn:aws:iam::111111111111:user/people/user-${n}`)}`,
    );
    writeFileSync(join(clone, 'large.yaml'), catalog);
    const needed = [
      'hubAccount=999999999999',
      'region=eu-central-1',
      'externalId=0123456789abcdef',
      'catalog=large.yaml',
    ];

    const { status, stderr } = synth(...needed.flatMap((one) => ['-c', `assume-bot:${one}`]));

    expect(status).toBe(1);
    expect(stderr).toMatch(
      /utils: the policies of assume-bot-manager need 1\d{5} characters, and IAM accepts about 71680 per role .*set assume-bot:users=path \(the 200\d users become \d entries\) or assume-bot:users=tagged/,
    );
  });

  it('reports every mistake in settings and catalog before it writes a template', () => {
    rmSync(join(clone, 'cdk.out'), { recursive: true, force: true });
    const { status, stderr } = synth('-c', 'assume-bot:region=nowhere', '-c', 'assume-bot:catalog=missing.yaml');

    expect(status).toBe(1);
    expect(stderr).toContain('assume-bot:region is "nowhere"');
    expect(stderr).toContain('missing.yaml does not exist');
    expect(existsSync(join(clone, 'cdk.out', 'assume-bot.template.json'))).toBe(false);
  });
});
