import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SLACK_API_URL } from './rehearse/hub.ts';
import { BOUNDARY, DEPLOYER, HUB, OPERATOR_ROLE, REMOVAL_ROLE } from './rehearse/names.ts';
import { stopPrograms } from './rehearse/program.ts';
import { createProtocol } from './rehearse/protocol.ts';
import { newRehearsal } from './rehearse/rehearsal.ts';
import { connectSlackSteps } from './rehearse/steps/connect-slack.ts';
import { deploySteps } from './rehearse/steps/deploy.ts';
import { grantSteps } from './rehearse/steps/grants.ts';
import { removeSteps } from './rehearse/steps/remove.ts';
import { upgradeSteps } from './rehearse/steps/upgrade.ts';
import { assumptionsStep, doctorStep, selftestStep } from './rehearse/steps/verify.ts';

const HELP = `npm run rehearse [-- --short]

Plays a whole deployment on this machine, without AWS and without Slack: synthesizes the stacks, applies the templates to a local
AWS, stores the secrets, runs the doctor and the selftest, grants and ends access, and removes everything again. Prints what was
done and seen. The exit code is 0 if every step passed.

  --short   leave out the selftest, the upgrade and the removal
  --help    show this text
`;

const ABOUT = (now: Date): string => `Rehearsal of a deployment, ${now.toISOString()}.
"> " is what was done, "= " is what was seen. AWS and Slack are stand-ins on this machine: an "aws" or "cdk deploy" command is played
as the calls that it makes, with the templates of this synthesis and the bundles of the functions. Time is moved forward.`;

const NOT_SHOWN = `
Not shown, because it needs AWS or Slack: whether CloudFormation creates each resource, the bootstrap and the permissions to deploy,
StackSets, the Terraform module, alarms and their e-mail, the throttling of the API, and what docs/assumptions.md assumes about AWS
("npx --no assume-bot selftest --assumptions" checks it in a test account).`;

const SETTINGS = {
  hubAccount: HUB,
  region: 'eu-central-1',
  externalId: 'b7f0c1d2e3a4958677889900aabbccdd',
  organizationId: 'o-rehearsal01',
  operators: [OPERATOR_ROLE],
  permissionsBoundary: BOUNDARY,
  scpExemptPrincipals: [DEPLOYER, REMOVAL_ROLE].map((name) => `arn:aws:iam::*:role/${name}`),
  slackApiUrl: SLACK_API_URL,
  customerKey: true,
  auditBucket: true,
  alarmEmail: 'operators@example.com',
};

const readOptions = () => {
  try {
    return parseArgs({ options: { short: { type: 'boolean', default: false }, help: { type: 'boolean' } } }).values;
  } catch (fault) {
    process.stderr.write(`${(fault as Error).message}\n\n${HELP}`);
    return process.exit(2);
  }
};

const options = readOptions();
if (options.help) {
  process.stdout.write(HELP);
  process.exit(0);
}

const write = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
let isStopped = false;
const protocol = createProtocol(write, () => isStopped);
const folder = mkdtempSync(join(tmpdir(), 'assume-bot-rehearsal-'));
const closers: (() => Promise<unknown>)[] = [];
const rehearsal = newRehearsal({
  protocol,
  root: join(import.meta.dirname, '..'),
  folder,
  settings: SETTINGS,
  onClose: (close) => closers.push(close),
});

const cleanUp = async (): Promise<void> => {
  await stopPrograms();
  for (const close of closers.splice(0).reverse()) await close();
  rmSync(folder, { recursive: true, force: true });
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, async () => {
    if (isStopped) process.exit(1);
    isStopped = true;
    write('\nStopping ...');
    await cleanUp();
    process.exit(signal === 'SIGINT' ? 130 : 143);
  });
}

write(ABOUT(new Date()));
const play = async (): Promise<void> => {
  await deploySteps(rehearsal);
  await connectSlackSteps(rehearsal);
  await doctorStep(rehearsal);
  if (!options.short) {
    await selftestStep(rehearsal);
    await assumptionsStep(rehearsal);
  }
  await grantSteps(rehearsal);
  if (options.short) return;
  await removeSteps(rehearsal);
  await upgradeSteps(rehearsal);
};

try {
  await play();
  // After a signal, its handler cleans up and exits.
  if (!isStopped) {
    write(NOT_SHOWN);
    process.exitCode = protocol.finish() ? 0 : 1;
  }
} finally {
  if (!isStopped) await cleanUp();
}
