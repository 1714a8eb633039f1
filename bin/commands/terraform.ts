import type { Bundle, Catalog, RoleRule, Terraform, TerraformState } from '../../functions/core/catalog/catalog.ts';
import { examineState } from '../../functions/core/doctor/examine-state.ts';
import { parseRoleArn, type RoleArn } from '../../functions/core/names.ts';
import { nearest } from '../../functions/core/nearest.ts';
import { BACKEND_CONFIG_FILE, otherKeyOption, terraformBlocks } from '../../functions/core/terraform/blocks.ts';
import { accountOfKey, statePolicies } from '../../functions/core/terraform/state-policies.ts';
import { CATALOG_OPTION, loadCatalog, rulesNamed } from '../cli/catalog.ts';
import { type Call, type Command, type Outcome, Refused, UsageError } from '../cli/command.ts';
import { counted } from '../cli/table.ts';
import { createCallAws } from '../terraform/aws-program.ts';
import { createReadState } from '../terraform/state-facts.ts';
import { shown } from './doctor.ts';
import { personOf } from './plan.ts';

const json = (document: unknown): string => JSON.stringify(document, null, 2);

/** The bundle of a name, with its Terraform settings. Throws UsageError with the bundles that have any. */
const bundleNamed = (catalog: Catalog, name: string | undefined): { bundle: Bundle; terraform: Terraform } => {
  const all = Object.values<Bundle>(catalog.bundles).filter(({ terraform }) => terraform !== undefined);
  const bundle = all.find((one) => one.name === name);
  if (bundle?.terraform !== undefined) return { bundle, terraform: bundle.terraform };
  const names = all.map((one) => one.name);
  if (names.length === 0) throw new UsageError('no bundle of the catalog has a terraform section');
  if (name === undefined) throw new UsageError(`pass a bundle: ${names.join(', ')}`);
  const [likely] = nearest(name, names);
  const hint = likely === undefined ? `the catalog has ${names.join(', ')}` : `did you mean ${likely}?`;
  throw new UsageError(`"${name}" is not a bundle with a terraform section; ${hint}`);
};

const arnOf = (catalog: Catalog, name: string): RoleArn => {
  const role = (catalog.roles as Readonly<Record<string, RoleRule>>)[name];
  if (role === undefined) throw new UsageError(`the catalog has no role "${name}"`);
  return role.arn;
};

const stateOf = (catalog: Catalog, name: string | undefined): { bundle: Bundle; state: TerraformState } => {
  const { bundle, terraform } = bundleNamed(catalog, name);
  if (terraform.state === undefined)
    throw new UsageError(`bundles.${bundle.name}.terraform of the catalog has no state`);
  return { bundle, state: terraform.state };
};

const requireForm = (text: string, pattern: RegExp, what: string): string => {
  if (pattern.test(text)) return text;
  throw new UsageError(`"${text}" is not ${what}`);
};

/** The settings from the options, otherwise from the bundle in the catalog. */
const accessOf = async (call: Call) => {
  const bucket = call.text('bucket');
  const keys = call.texts('key');
  const role = call.text('role');
  if (bucket === undefined) {
    if (keys.length > 0 || call.text('kms') !== undefined)
      throw new UsageError(
        '--bucket is missing: assume-bot terraform state-policy --bucket states --key prod/app.tfstate',
      );
    const catalog = await loadCatalog(call);
    const { state } = stateOf(catalog, call.word('BUNDLE'));
    return { ...state, roleArn: arnOf(catalog, state.role) };
  }
  if (keys.length === 0)
    throw new UsageError('--key is missing: the path of the state in the bucket, as in the backend');
  if (role === undefined)
    throw new UsageError('--role is missing: the ARN of the state role, or its name in the catalog');
  const kms = call.text('kms');
  return {
    bucket: requireForm(bucket, /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'the name of an S3 bucket'),
    keys: keys.map((key) => requireForm(key, /^[^/*?$\s][^*?$]*$/, 'the path of one state: no wildcards, no / first')),
    roleArn: role.startsWith('arn:')
      ? parseRoleArn(requireForm(role, /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/, 'the ARN of an IAM role'))
      : onlyRule(rulesNamed(await loadCatalog(call), role), role).arn,
    ...(kms === undefined
      ? {}
      : { kmsKey: requireForm(kms, /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/, 'the ARN of a KMS key') }),
  };
};

const onlyRule = (rules: readonly RoleRule[], name: string): RoleRule => {
  const [rule, ...more] = rules;
  if (rule !== undefined && more.length === 0) return rule;
  throw new UsageError(`${name} is a bundle; pass its state role`);
};

const statePolicy = async (call: Call): Promise<Outcome> => {
  const access = await accessOf(call);
  const policies = statePolicies(access);
  return {
    code: 0,
    json: policies,
    lines: [
      `# Policy for the role ${access.roleArn}`,
      json(policies.role),
      '',
      `# Policy for the bucket ${access.bucket}: required if the role is in another account`,
      json(policies.bucket),
      ...(policies.key === undefined || access.kmsKey === undefined
        ? []
        : ['', `# Additional statement for the policy of the key ${access.kmsKey}`, json(policies.key)]),
    ],
  };
};

const blocks = async (call: Call): Promise<Outcome> => {
  const catalog = await loadCatalog(call);
  const { bundle, terraform } = bundleNamed(catalog, call.word('BUNDLE'));
  if (call.text('for') === undefined)
    throw new UsageError(
      `--for is missing, the user of the blocks: assume-bot terraform blocks ${bundle.name} --for U0ALICE`,
    );
  const { principal } = personOf(catalog, call.text('for'), call.text('email'));
  const roles = new Map(bundle.roles.map((name) => [name, arnOf(catalog, name)]));
  const made = terraformBlocks(terraform, roles, principal.sessionName);
  if (call.flag('backend-config')) {
    if (made.state === undefined) throw new Refused(`bundles.${bundle.name}.terraform of the catalog has no state`);
    return { code: 0, json: { backendConfig: made.state.backendConfig }, lines: [made.state.backendConfig] };
  }
  const others = made.state?.otherKeys ?? [];
  return {
    code: 0,
    json: made,
    lines: [
      ...(made.state === undefined ? [] : [made.state.backend, '']),
      ...made.providers.flatMap((provider) => [provider, '']),
      ...others.map((key) => `# For another state: terraform init -reconfigure ${otherKeyOption(key)}`),
      ...(made.state === undefined
        ? []
        : [
            `# Without code changes: assume-bot terraform blocks ${bundle.name} --for ${call.text('for')} --backend-config > ${BACKEND_CONFIG_FILE}`,
            `# terraform init -backend-config=${BACKEND_CONFIG_FILE}`,
          ]),
    ],
  };
};

const readProfiles = (call: Call, catalog: Catalog): ((accountId: string) => string | undefined) => {
  const named = new Map(
    call.texts('account-profile').map((text): [string, string] => {
      const [account = '', profile = ''] = text.split('=');
      const id = catalog.accounts.find(({ name }) => name === account)?.id ?? account;
      if (/^\d{12}$/.test(id) && profile !== '') return [id, profile];
      const known = catalog.accounts.map(({ name }) => name).join(', ');
      throw new UsageError(`"${text}" is not ACCOUNT=PROFILE; use an account ID, or one of ${known}`);
    }),
  );
  return (accountId) => named.get(accountId) ?? call.text('profile');
};

const check = async (call: Call): Promise<Outcome> => {
  const catalog = await loadCatalog(call);
  const { bundle, state } = stateOf(catalog, call.word('BUNDLE'));
  const profileOf = readProfiles(call, catalog);
  const readState = createReadState({ call: createCallAws(call.io.environment), profileOf });
  const facts = await readState(bundle.name, state, arnOf(catalog, state.role));
  const findings = examineState(facts);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const unseen = findings.filter(({ code }) => code === 'state_not_looked_at').length;
  const accounts = [...new Set([state.accountId, ...(state.kmsKey === undefined ? [] : [accountOfKey(state.kmsKey)])])];
  // Unchecked items are not reported as valid.
  const isNothingSeen = unseen > 0 && unseen === findings.length && facts.bucketPolicy.kind === 'not_seen';
  return {
    code: errors > 0 ? 1 : isNothingSeen ? 3 : 0,
    json: { findings, errors, notLookedAt: unseen },
    lines: [
      ...shown(findings),
      errors > 0 || unseen > 0
        ? `${counted(errors, 'error')}; ${counted(unseen, 'item')} could not be checked.`
        : `${state.role} has access to the state in ${state.bucket} (${accounts.join(', ')}).`,
    ],
  };
};

const ACTIONS: Readonly<Record<string, (call: Call) => Promise<Outcome>>> = {
  'state-policy': statePolicy,
  blocks,
  check,
};

export const terraform: Command = {
  name: 'terraform',
  summary: 'print policies and blocks for Terraform bundles, and check their state',
  about:
    'state-policy prints the least-privilege policies for a state role, its bucket and its key, for a bundle of the catalog or for --bucket, --key, --role and --kms.\n' +
    'blocks prints the backend and provider blocks of a bundle for one user, as the bot sends them in Slack. With --backend-config, it prints only the file for "terraform init".\n' +
    'check inspects the role, the bucket and the key, changes nothing, and prints each problem that prevents Terraform from using its state, with the statement that fixes it. The roles of the bot can read neither S3 nor KMS, so it uses the AWS CLI with your own credentials: those of the environment, of --profile, or of --account-profile for each account. It reports what these credentials cannot read. The exit code is 1 if permissions are missing, 3 if nothing could be checked.',
  positionals: [
    { name: 'ACTION', about: 'state-policy, blocks or check' },
    { name: 'BUNDLE', about: 'a bundle of the catalog with a terraform section', isOptional: true },
  ],
  options: {
    for: { value: 'WHO', about: 'blocks: the user, by Slack user ID or session name' },
    email: { value: 'ADDRESS', about: 'blocks: the verified e-mail of a user who is not listed (people.byEmail)' },
    'backend-config': { about: 'blocks: only the file for terraform init -backend-config' },
    bucket: { value: 'NAME', about: 'state-policy: the bucket of the state' },
    key: {
      value: 'PATH',
      isRepeatable: true,
      about: 'state-policy: the key of a state in the bucket; can be repeated',
    },
    kms: { value: 'ARN', about: 'state-policy: the KMS key of the bucket' },
    role: { value: 'ROLE', about: 'state-policy: the state role, by its ARN or its name in the catalog' },
    profile: { value: 'NAME', about: 'check: the AWS profile to use' },
    'account-profile': {
      value: 'ACCOUNT=PROFILE',
      isRepeatable: true,
      about: 'check: the AWS profile for one account, by name or ID; repeat for each account',
    },
    ...CATALOG_OPTION,
  },
  examples: [
    'assume-bot terraform state-policy --bucket states --key prod/app.tfstate --role arn:aws:iam::222222222222:role/tf-state',
    'assume-bot terraform blocks terraform-prod --for U0ALICE',
    'assume-bot terraform check terraform-prod --account-profile state=state-readonly',
  ],
  run: async (call) => {
    const action = call.word('ACTION') ?? '';
    const act = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
    if (act !== undefined) return act(call);
    const [likely] = nearest(action, Object.keys(ACTIONS));
    const hint =
      likely === undefined ? `the actions are ${Object.keys(ACTIONS).join(', ')}` : `did you mean ${likely}?`;
    throw new UsageError(`assume-bot terraform has no action "${action}"; ${hint}`);
  },
};
