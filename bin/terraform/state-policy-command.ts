import { defined } from '../../functions/core/defined.ts';
import { mergedPolicy, type StateAccess, statePolicies } from '../../functions/core/terraform/state-policies.ts';
import { statePolicyText as text } from '../../functions/core/text/cli/terraform.ts';
import type { PolicyDocument } from '../../functions/core/trust/documents.ts';
import { loadCatalog } from '../cli/catalog.ts';
import { type Cli, CliCommand } from '../cli/command.ts';
import { readSettings } from '../cli/hub-settings.ts';
import { collect, withCatalog } from '../cli/options.ts';
import { type NamedStates, stateAccessOf } from './state-access.ts';

const pretty = (document: unknown): string => JSON.stringify(document, null, 2);

const distinct = <Name extends string>(names: readonly (Name | undefined)[]): readonly Name[] => [
  ...new Set(names.filter((name) => name !== undefined)),
];

/** The statements of all bundles that share a role, a bucket or a key, and the names of these bundles. */
const merged = (states: readonly StateAccess[], of: (one: StateAccess) => PolicyDocument | undefined) => ({
  policy: mergedPolicy(states.flatMap((one) => of(one) ?? [])),
  bundles: distinct(states.map(({ name }) => name)),
});

interface PrintedDocument {
  readonly document: 'role-policy' | 'bucket-policy' | 'key-policy';
  readonly target: string;
  readonly policy: PolicyDocument;
  readonly lines: readonly string[];
}

/** Each role, bucket and key of the states once, because a second document of the same target would replace the first. */
const documentsOf = ({ own, all }: NamedStates): readonly PrintedDocument[] => {
  const roles = distinct(own.map(({ roleArn }) => roleArn)).map((target): PrintedDocument => {
    const states = all.filter(({ roleArn }) => roleArn === target);
    const { policy, bundles } = merged(states, (one) => statePolicies(one).role);
    const isReadOnly = states.every((one) => one.isReadOnly);
    const lines = [text.forRole(target, bundles, isReadOnly), pretty(policy), text.boundary(target)];
    return { document: 'role-policy', target, policy, lines };
  });
  const buckets = distinct(own.map(({ bucket }) => bucket)).map((target): PrintedDocument => {
    const states = all.filter(({ bucket }) => bucket === target);
    const { policy, bundles } = merged(states, (one) => statePolicies(one).bucket);
    return { document: 'bucket-policy', target, policy, lines: [text.forBucket(target, bundles), pretty(policy)] };
  });
  const keys = distinct(own.map(({ kmsKey }) => kmsKey)).map((target): PrintedDocument => {
    const states = all.filter(({ kmsKey }) => kmsKey === target);
    const { policy, bundles } = merged(states, (one) => statePolicies(one).key);
    return { document: 'key-policy', target, policy, lines: [text.forKey(target, bundles), pretty(policy)] };
  });
  return [...roles, ...buckets, ...keys];
};

export const terraformStatePolicy = ({ io, print }: Cli) => {
  const { options: about } = text;
  return withCatalog(
    new CliCommand('state-policy', text)
      .argument('[bundle]', text.arguments.bundle)
      .option('--bucket <name>', about.bucket)
      .option('--key <path>', about.key, collect)
      .option('--kms <arn>', about.kms)
      .option('--role <role>', about.role)
      .option('--local', about.local),
  ).action(
    print(async (bundle, options) => {
      const settings = options.local ? readSettings(io, { local: true }) : undefined;
      const states = await stateAccessOf(options, bundle, () => loadCatalog(io, options, settings));
      const documents = documentsOf(states);
      const firstOf = (kind: PrintedDocument['document']) =>
        documents.find(({ document }) => document === kind)?.policy;
      return {
        code: 0,
        json: {
          ...defined({ role: firstOf('role-policy'), bucket: firstOf('bucket-policy'), key: firstOf('key-policy') }),
          documents: documents.map(({ lines: _, ...document }) => document),
        },
        lines: documents.flatMap(({ lines }, index) => [...(index === 0 ? [] : ['']), ...lines]),
      };
    }),
  );
};
