import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { adoptStack } from '../../../local/deployment/adopt.ts';
import { createCli } from '../cli.ts';
import { deployAccount, deployHub, startHub, storeSecrets, synthesizeFrom } from '../deployment.ts';
import { BOT_TOKEN } from '../hub.ts';
import { ACCOUNTS, HUB, OPERATOR_ROLE } from '../names.ts';
import { expectThat, type Notes } from '../protocol.ts';
import { HUB_STACK, newRehearsal, type Rehearsal } from '../rehearsal.ts';
import { iamState, marks } from '../traces.ts';
import { approve, closed, opened, PROD_S3, refused, request } from './acts.ts';
import { functionsStep } from './check-functions.ts';

import {
  ACTIVE_UNTIL,
  alice,
  KEPT,
  keptStep,
  REGION,
  randomUser,
  SCHEDULED_FROM,
  SCHEDULED_UNTIL,
  stillOpen,
  type Upgrade,
} from './kept-release.ts';

const { utils, prod } = ACCOUNTS;

const upgradeStep = (upgrade: Upgrade) =>
  upgrade.protocol.step('Upgrade: the accounts first, then the hub', async (notes) => {
    const { rehearsed, root, folder } = upgrade;
    await synthesizeFrom(upgrade, join(root, 'examples/access.yaml'), notes);
    const { synthesis } = upgrade;
    const before = (stackName: string, accountId: string) =>
      adoptStack(
        synthesis.template(stackName),
        { stackName, accountId, region: REGION, partition: rehearsed.aws.partition },
        rehearsed.aws,
        accountId === HUB ? KEPT : undefined,
      );
    for (const [name, id] of Object.entries({ utils, prod })) {
      await deployAccount(upgrade, name, notes, before(`${HUB_STACK}-account-${name}`, id));
    }
    await deployHub(upgrade, notes, before(HUB_STACK, HUB));
    await storeSecrets(upgrade, notes);
    const slack = { SLACK_BOT_TOKEN: BOT_TOKEN, SLACK_API_URL: rehearsed.slack.apiUrl };
    upgrade.cli = createCli({ root, folder, rehearsed, env: slack });
    await startHub(upgrade);
    await rehearsed.minute();
    await stillOpen(upgrade, upgrade.older, notes, 'after the upgrade');
  });

const cliStep = (upgrade: Upgrade, title: string, ...args: readonly string[]) =>
  upgrade.protocol.step(title, async ({ did, saw }) => {
    did(`assume-bot ${args.join(' ')}`);
    const { code, out, err } = await upgrade.cli.run(...args);
    saw(out);
    expectThat(code === 0, `the command ended with ${code}:\n${err}`);
  });

const pendingStep = (upgrade: Upgrade) =>
  upgrade.protocol.step('Approve the request that release 0.1.0 left pending, and end it', async (notes) => {
    await approve(upgrade, 'U0BOB', notes);
    const session = await opened(upgrade, alice(upgrade), PROD_S3, notes);
    await request(upgrade, 'U0ALICE', 'end prod-s3', notes);
    await closed(upgrade, session, notes, 'after the end');
  });

/** Moves the clock to a moment, and lets the functions work. */
const goTo = async ({ rehearsed }: Upgrade, moment: Date, { did }: Notes): Promise<void> => {
  rehearsed.clock.advance((moment.getTime() - rehearsed.clock.now().getTime()) / 1000);
  await rehearsed.minute();
  did(`the clock shows ${moment.toISOString()}`);
};

const endsStep = (upgrade: Upgrade) =>
  upgrade.protocol.step('Reach the ends that release 0.1.0 promised', async (notes) => {
    const holder = randomUser(upgrade);
    await goTo(upgrade, new Date(ACTIVE_UNTIL.getTime() - 60_000), notes);
    const session = await opened(upgrade, holder, PROD_S3, notes, 'one minute before the end');
    await goTo(upgrade, ACTIVE_UNTIL, notes);
    await closed(upgrade, session, notes, 'at the end');
    await refused(upgrade, holder, PROD_S3, notes, 'at the end');
    await goTo(upgrade, SCHEDULED_FROM, notes);
    await opened(upgrade, holder, PROD_S3, notes, 'at the start of the scheduled grant');
    await goTo(upgrade, new Date(SCHEDULED_UNTIL.getTime() - 60_000), notes);
    const next = await opened(upgrade, holder, PROD_S3, notes, 'one minute before its end');
    await goTo(upgrade, SCHEDULED_UNTIL, notes);
    await closed(upgrade, next, notes, 'at the end of the scheduled grant');
  });

const traceStep = (upgrade: Upgrade) =>
  upgrade.protocol.step('Check that nothing of the grants is left', async (notes) => {
    const { rehearsed } = upgrade;
    rehearsed.clock.advance(13 * 3600);
    await rehearsed.minute();
    notes.did('13 hours pass, so that the guards of all sessions are removed');
    const targets = new Map([...iamState(rehearsed.aws)].filter(([arn]) => /role\/s3-list-role$|:user\//.test(arn)));
    const left = marks(targets);
    expectThat(left.length === 0, `marks of the bot are left on ${left.join(', ')}`);
    expectThat(rehearsed.aws.queue(KEPT.queue).deadLetters().length === 0, 'there are dead letters');
    notes.saw(`no mark of the bot on ${[...targets.keys()].join(', ')}`);
  });

/** From a deployment of the previous release with open grants to this release, without losing any of them. */
export const upgradeSteps = async (main: Rehearsal): Promise<void> => {
  const { protocol, root, onClose } = main;
  const folder = join(main.folder, 'upgrade');
  mkdirSync(folder);
  const settings = {
    hubAccount: HUB,
    region: REGION,
    externalId: 'local-external-id',
    operators: [OPERATOR_ROLE],
    slackApiUrl: String(main.settings['slackApiUrl']),
    auditBucket: true,
  };
  const upgrade = newRehearsal({ protocol, root, folder, settings, onClose }) as Upgrade;
  await keptStep(upgrade);
  await upgradeStep(upgrade);
  await cliStep(upgrade, 'List the grants that survived the upgrade', 'grants');
  await cliStep(upgrade, 'Run the doctor after the upgrade', 'doctor', '--quiet');
  await pendingStep(upgrade);
  await endsStep(upgrade);
  await cliStep(upgrade, 'Verify the records of both releases', 'audit', 'verify', '--against', `s3://${KEPT.bucket}`);
  await traceStep(upgrade);
  await functionsStep(upgrade);
};
