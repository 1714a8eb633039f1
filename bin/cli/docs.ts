import { COMMANDS } from './commands.ts';
import { markdownOf } from './help.ts';

const INTRO = `# The operator's command line

<!-- Made by "npm run docs:cli" from the commands' own help; change it there. -->

\`npx assume-bot COMMAND\` in a clone of this repository (or \`npm run assume-bot -- COMMAND\`). It installs what is missing and runs
on Node 24 by itself. Every command takes \`--help\` and \`--json\`; progress and mistakes go to the standard error.

Which bot is meant: flags first, then the environment (\`AWS_PROFILE\`, \`AWS_REGION\`, \`ASSUME_TABLE\`, \`ASSUME_QUEUE_URL\`,
\`ASSUME_EXTERNAL_ID\`), then what deploying left (\`cdk deploy --outputs-file cdk.outputs.json\`, and the settings beside it), else the local stack that \`npm start\` runs (\`.local/stack.json\`), which \`--local\` also forces. \`creds\` and
\`exec\` run as the person who was granted something, all others as an operator. [What operators need](operators.md) has the policies, command
by command: \`doctor\` and \`plan\` look at accounts through inspector roles, which are made where \`assume-bot:operators\` names somebody.`;

/** The text of docs/cli.md. */
export const cliDocs = (): string => `${markdownOf(COMMANDS, INTRO).trimEnd()}\n`;
