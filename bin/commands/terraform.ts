import { BACKEND_CONFIG_FILE, otherKeyOption, terraformBlocks } from '../../functions/core/terraform/blocks.ts';
import { statePolicies } from '../../functions/core/terraform/state-policies.ts';
import { blocksText, bundleText, statePolicyText, terraformText } from '../../functions/core/text/cli/terraform.ts';
import { loadCatalog } from '../cli/catalog.ts';
import { catalogUser } from '../cli/catalog-user.ts';
import { type Cli, CliCommand } from '../cli/command.ts';
import { Refused, UsageError } from '../cli/errors.ts';
import { collect, withCatalog } from '../cli/options.ts';
import { arnOf, bundleNamed } from '../terraform/bundles.ts';
import { terraformDiagnose } from '../terraform/diagnose-command.ts';
import { stateAccessOf } from '../terraform/state-access.ts';

const pretty = (document: unknown): string => JSON.stringify(document, null, 2);

const statePolicy = ({ io, print }: Cli) => {
  const { options: about } = statePolicyText;
  return withCatalog(
    new CliCommand('state-policy', statePolicyText)
      .argument('[bundle]', statePolicyText.arguments.bundle)
      .option('--bucket <name>', about.bucket)
      .option('--key <path>', about.key, collect)
      .option('--kms <arn>', about.kms)
      .option('--role <role>', about.role),
  ).action(
    print(async (bundle, options) => {
      const access = await stateAccessOf(options, bundle, () => loadCatalog(io, options));
      const policies = statePolicies(access);
      return {
        code: 0,
        json: policies,
        lines: [
          statePolicyText.forRole(access.roleArn),
          pretty(policies.role),
          '',
          statePolicyText.forBucket(access.bucket),
          pretty(policies.bucket),
          ...(policies.key === undefined || access.kmsKey === undefined
            ? []
            : ['', statePolicyText.forKey(access.kmsKey), pretty(policies.key)]),
        ],
      };
    }),
  );
};

const blocks = ({ io, print }: Cli) => {
  const { options: about } = blocksText;
  return withCatalog(
    new CliCommand('blocks', blocksText)
      .argument('[bundle]', blocksText.arguments.bundle)
      .option('--for <user>', about.for)
      .option('--email <address>', about.email)
      .option('--backend-config', about.backendConfig),
  ).action(
    print(async (name, options) => {
      const catalog = await loadCatalog(io, options);
      const { bundle, terraform: config } = bundleNamed(catalog, name);
      if (options.for === undefined) throw new UsageError(blocksText.noUser(bundle.name));
      const { principal } = catalogUser(catalog, options.for, options.email);
      const roles = new Map(bundle.roles.map((role) => [role, arnOf(catalog, role)]));
      const json = terraformBlocks(config, roles, principal.sessionName);
      const { state, providers } = json;
      if (options.backendConfig) {
        if (state === undefined) throw new Refused(bundleText.noState(bundle.name));
        return { code: 0, json: { backendConfig: state.backendConfig }, lines: [state.backendConfig] };
      }
      return {
        code: 0,
        json,
        lines: [
          ...[...(state === undefined ? [] : [state.backend]), ...providers].flatMap((block) => [block, '']),
          ...(state?.otherKeys ?? []).map((key) => blocksText.otherState(otherKeyOption(key))),
          ...(state === undefined ? [] : blocksText.withoutChanges(bundle.name, options.for, BACKEND_CONFIG_FILE)),
        ],
      };
    }),
  );
};

export const terraform = (cli: Cli) =>
  new CliCommand('terraform', terraformText)
    .addCommand(statePolicy(cli))
    .addCommand(blocks(cli))
    .addCommand(terraformDiagnose(cli));
