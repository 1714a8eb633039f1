import { COMMANDS } from './commands.ts';
import { markdownOf } from './help.ts';

const INTRO = `# The operator's command line

<!-- Made by "npm run docs:cli" from the commands' own help; change it there. -->

\`npx assume-bot COMMAND\` in a clone of this repository (or \`npm run assume-bot -- COMMAND\`). It installs what is missing and runs
on Node 24 by itself. Every command takes \`--help\` and \`--json\`; progress and mistakes go to the standard error.

Which bot is meant: flags first, then the environment (\`AWS_PROFILE\`, \`AWS_REGION\`, \`ASSUME_TABLE\`, \`ASSUME_QUEUE_URL\`,
\`ASSUME_EXTERNAL_ID\`), else the local stack that \`npm start\` runs (\`.local/stack.json\`), which \`--local\` also forces. \`creds\` and
\`exec\` run as the person who was granted something, all others as an operator: somebody who may read the table, send to the
queue and assume the manager roles. Where an operator may not assume manager roles, \`--account-profile\` names a profile instead.`;

/** The text of docs/cli.md. */
export const cliDocs = (): string => `${markdownOf(COMMANDS, INTRO).trimEnd()}\n`;
