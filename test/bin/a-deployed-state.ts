import { KMSClient, PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import type { ChangedPolicy } from '../../functions/core/terraform/diagnosis/changed-policies.ts';
import type { DiagnosisFinding } from '../../functions/core/terraform/diagnosis/diagnosis.ts';
import type { Ran } from './a-cli.ts';
import { type DiagnosisStack, STATE_BUCKET } from './a-diagnosis.ts';

/** The output of `terraform diagnose --json`. */
export interface DiagnosisOutput {
  readonly outcome: string;
  readonly stopsAt: { readonly step: string; readonly action: string } | null;
  readonly findings: readonly DiagnosisFinding[];
  readonly policies: readonly ChangedPolicy[];
}

export const outputOf = ({ json }: Ran): DiagnosisOutput => json<DiagnosisOutput & Record<string, unknown>>();
export const codesOf = (ran: Ran): readonly string[] => outputOf(ran).findings.map(({ code }) => code);

export const kmsOf = ({ stack }: DiagnosisStack, account: string, region = 'eu-central-1'): KMSClient =>
  new KMSClient({ endpoint: stack.aws.url, region, credentials: stack.aws.rootCredentials(account) });

export const policyOf = (...Statement: readonly object[]) => ({ Version: '2012-10-17', Statement });

export const putBucketPolicy = ({ asOwner }: DiagnosisStack, ...statements: readonly object[]) =>
  asOwner({ method: 'PUT', path: `/${STATE_BUCKET}?policy`, body: JSON.stringify(policyOf(...statements)) });

export const setOwnership = ({ asOwner }: DiagnosisStack, setting: string) =>
  asOwner({
    method: 'PUT',
    path: `/${STATE_BUCKET}?ownershipControls`,
    body: `<OwnershipControls><Rule><ObjectOwnership>${setting}</ObjectOwnership></Rule></OwnershipControls>`,
  });

/** Stores the printed policies and settings, as their commands do. */
const apply = async (world: DiagnosisStack, { policies, findings }: DiagnosisOutput): Promise<void> => {
  for (const { document, account, target, policyName = '', policy } of policies) {
    if (document === 'bucket-policy') await putBucketPolicy(world, ...policy.Statement);
    else if (document === 'key-policy')
      await kmsOf(world, account).send(
        new PutKeyPolicyCommand({ KeyId: target, PolicyName: 'default', Policy: JSON.stringify(policy) }),
      );
    else if (document === 'role-policy')
      world.stack.aws.editRole(target, { inlinePolicies: { [policyName]: policy as never } });
    else throw new Error(`a change of ${document}`);
  }
  for (const { document, value } of findings.flatMap(({ severity, changes }) => (severity === 'error' ? changes : [])))
    if (document === 'ownership-controls') await setOwnership(world, String(value));
};

/** Diagnoses, applies what was printed, and diagnoses again. */
export const fixedBy = async (world: DiagnosisStack): Promise<{ readonly before: Ran; readonly after: Ran }> => {
  const before = await world.diagnose();
  await apply(world, outputOf(before));
  return { before, after: await world.diagnose() };
};
