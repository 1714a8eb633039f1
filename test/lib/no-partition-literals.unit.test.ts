import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
/** Code without comments, and without texts that show an example of an ARN. */
const codeOf = (file: string): string =>
  readFileSync(join(ROOT, file), 'utf8')
    .replaceAll(/\/\*[\s\S]*?\*\/|^\s*(\/\/|#).*$/gm, '')
    .replaceAll(/(such as|by ARN|error_message =) .*/g, '');

describe('the code of the stacks and of the Terraform module', () => {
  it('names no partition in an ARN, so that GovCloud and China get their own', () => {
    const files = globSync(['lib/**/*.ts', 'bin/app.ts', 'bin/app/*.ts', 'terraform/account/{*.tf,policies/*}'], {
      cwd: ROOT,
    });
    const literal = files.filter((file) => /arn:aws[a-z-]*:/.test(codeOf(file).replaceAll('arn:aws[a-z-]*:', '')));

    expect(files.length).toBeGreaterThan(40);
    expect(literal).toEqual([]);
  });

  it('names no region, and no host of another partition', () => {
    const files = globSync('lib/**/*.ts', { cwd: ROOT });
    const found = files.filter((file) => /us-east-1|console\.aws\.amazon|signin\.aws/.test(codeOf(file)));

    expect(found).toEqual([]);
  });
});
