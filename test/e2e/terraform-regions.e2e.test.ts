import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parse, stringify } from 'yaml';
import type { DiagnosisFinding } from '../../functions/core/terraform/diagnosis/diagnosis.ts';
import { codesOf, outputOf } from '../bin/a-deployed-state.ts';
import { aDiagnosisStack, type DiagnosisStack, EXAMPLE } from '../bin/a-diagnosis.ts';
import { hasProgram } from '../support/programs.ts';
import { RESOURCE, terraformAs } from './terraform-as.ts';

const hasTerraform = hasProgram('terraform', 'Install version 1.11 or later and run the tests again.');

let world: DiagnosisStack;
afterEach(async () => {
  vi.unstubAllEnvs();
  await world.stack.close();
});

/** The example with the bucket and its key in the region that the operator believes in. */
const IN_US_EAST = EXAMPLE.replace('region: eu-central-1\n        keys', 'region: us-east-1\n        keys').replace(
  'kms:eu-central-1',
  'kms:us-east-1',
);

/** The catalog with the changes that the diagnosis printed, such as `bundles.terraform-prod.terraform.state.region`. */
const changed = (catalog: string, findings: readonly DiagnosisFinding[]): string => {
  const document = parse(catalog);
  for (const { document: kind, target, value } of findings.flatMap(({ changes }) => changes)) {
    if (kind !== 'catalog') throw new Error(`a change of ${kind}`);
    const path = target.split('.');
    const last = path.pop() ?? '';
    path.reduce((at, name) => at[name], document)[last] = value;
  }
  return stringify(document);
};

describe.skipIf(!hasTerraform)('a catalog that names a wrong region', () => {
  it('is refused by S3, named by the diagnosis with the key of that region, and works with the printed changes', async () => {
    world = await aDiagnosisStack(EXAMPLE, new Date().toISOString());
    const { stack, cli } = world;
    await stack.grant('U0ALICE', 'terraform-prod 1h INC-42 new queue');
    const alice = terraformAs(stack.aws, stack.keysOfPerson('U0ALICE'));
    const use = async (catalog: string) => {
      writeFileSync(join(cli.directory, 'access.yaml'), catalog);
      const printed = await cli.run('terraform', 'blocks', 'terraform-prod', '--for', 'U0ALICE', '--json');
      const { state } = printed.json<{ state: { backend: string; backendConfig: string } }>();
      alice.write('main.tf', `${state.backend}\n${RESOURCE}`);
      alice.write('assume-bot.s3.tfbackend', state.backendConfig);
      return alice.init('-reconfigure');
    };

    const redirected = await use(IN_US_EAST);
    const found = await world.diagnose();
    await alice.init('-reconfigure', '-backend-config=region=eu-central-1');
    const foreignKey = await alice.apply();
    const admitted = await use(changed(IN_US_EAST, outputOf(found).findings));
    const applied = await alice.apply();
    const after = await world.diagnose();

    expect(redirected.output).toMatch(/requested bucket from "us-east-1", actual location "eu-central-1"/);
    expect([codesOf(found), outputOf(found).stopsAt?.step]).toEqual([['state_region', 'state_key_region'], 'list']);
    expect(foreignKey.output.replace(/[\s│]+/g, ' ')).toContain('KMS.NotFoundException: Invalid arn us-east-1');
    expect([admitted.status, applied.output]).toEqual([0, expect.stringContaining('Apply complete!')]);
    expect([outputOf(after).outcome, codesOf(after)]).toEqual(['works', []]);
  });
});
