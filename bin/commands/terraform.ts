import { terraformText } from '../../functions/core/text/cli/terraform.ts';
import { type Cli, CliCommand } from '../cli/command.ts';
import { terraformBlocksCommand } from '../terraform/blocks-command.ts';
import { terraformDiagnose } from '../terraform/diagnose-command.ts';
import { terraformRecover } from '../terraform/recover-command.ts';
import { terraformStatePolicy } from '../terraform/state-policy-command.ts';

export const terraform = (cli: Cli) =>
  new CliCommand('terraform', terraformText)
    .addCommand(terraformStatePolicy(cli))
    .addCommand(terraformBlocksCommand(cli))
    .addCommand(terraformDiagnose(cli))
    .addCommand(terraformRecover(cli));
