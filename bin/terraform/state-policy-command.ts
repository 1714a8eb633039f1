import { mergedPolicy, type StateAccess, statePolicies } from '../../functions/core/terraform/state-policies.ts';
import { statePolicyText as text } from '../../functions/core/text/cli/terraform.ts';
import { loadCatalog } from '../cli/catalog.ts';
import { type Cli, CliCommand } from '../cli/command.ts';
import { readSettings } from '../cli/hub-settings.ts';
import { collect, withCatalog } from '../cli/options.ts';
import { type NamedStates, stateAccessOf } from './state-access.ts';

const pretty = (document: unknown): string => JSON.stringify(document, null, 2);

const distinct = (names: readonly (string | undefined)[]): readonly string[] => [
  ...new Set(names.filter((name) => name !== undefined)),
];

/** The policies of one role and one bucket, with the statements of all bundles that share the bucket or its key. */
const policiesFor = (own: readonly StateAccess[], all: readonly StateAccess[]) => {
  const [first] = own;
  if (first === undefined) return undefined;
  const { roleArn, bucket, kmsKey } = first;
  const inBucket = all.filter((one) => one.bucket === bucket);
  const withKey = all.filter((one) => kmsKey !== undefined && one.kmsKey === kmsKey);
  const keys = withKey.flatMap((one) => statePolicies(one).key ?? []);
  const policies = {
    role: mergedPolicy(own.map((one) => statePolicies(one).role)),
    bucket: mergedPolicy(inBucket.map((one) => statePolicies(one).bucket)),
    ...(keys.length === 0 ? {} : { key: mergedPolicy(keys) }),
  };
  const lines = [
    text.forRole(roleArn),
    pretty(policies.role),
    text.boundary(roleArn),
    '',
    text.forBucket(bucket, distinct(inBucket.map(({ name }) => name))),
    pretty(policies.bucket),
    ...(policies.key === undefined || kmsKey === undefined
      ? []
      : ['', text.forKey(kmsKey, distinct(withKey.map(({ name }) => name))), pretty(policies.key)]),
  ];
  return { policies, lines };
};

/** One group for each role, bucket and key. The state comes first. */
const groupsOf = ({ own, all }: NamedStates) => {
  const groups = Map.groupBy(own, ({ roleArn, bucket, kmsKey = '' }) => [roleArn, bucket, kmsKey].join('\n'));
  return [...groups.values()].flatMap((group) => {
    const policies = policiesFor(group, all);
    if (policies === undefined) return [];
    const isReadOnly = group.every((one) => one.isReadOnly);
    return [
      { ...policies, lines: isReadOnly ? [text.readOnly(group[0]?.bucket ?? ''), ...policies.lines] : policies.lines },
    ];
  });
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
      const [first, ...more] = groupsOf(states);
      return {
        code: 0,
        json: { ...first?.policies, ...(more.length === 0 ? {} : { more: more.map(({ policies }) => policies) }) },
        lines: [first, ...more].flatMap((group, index) => [...(index === 0 ? [] : ['']), ...(group?.lines ?? [])]),
      };
    }),
  );
};
