import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Credentials } from '@assume-bot/local-aws/types';
import { startRehearsed } from '../hub.ts';
import { ACCOUNTS, HUB } from '../names.ts';
import { assume, type Holder, listBuckets } from '../people.ts';
import { platformRoles } from '../platform.ts';
import { unpack } from '../program.ts';
import type { Notes } from '../protocol.ts';
import type { Rehearsal } from '../rehearsal.ts';
import { PROD_S3, refused } from './acts.ts';

const { utils, prod } = ACCOUNTS;
export const REGION = 'us-east-1';
/** What release 0.1.0 left, and when: test/data/0.1.0/README.md. */
export const KEPT = { table: 'assume-bot', queue: 'assume-bot.fifo', bucket: 'assume-bot-audit' };
const OPENED_AT = new Date('2026-11-27T19:50:00Z');
export const ACTIVE_UNTIL = new Date('2026-11-28T03:46:34Z');
export const SCHEDULED_FROM = new Date('2026-11-28T19:40:00Z');
export const SCHEDULED_UNTIL = new Date('2026-11-29T03:40:00Z');

/** A rehearsal of an upgrade. */
export interface Upgrade extends Rehearsal {
  /** A session that was opened before the upgrade. */
  older: Credentials;
}

const userOf = ({ rehearsed: { aws } }: Rehearsal, slackId: string, name: string): Holder => ({
  slackId,
  sessionName: name,
  keys: () => aws.credentialsOf(`arn:aws:iam::${utils}:user/${name}`),
});
/** Who holds access now, and later. */
export const randomUser = (upgrade: Upgrade): Holder => userOf(upgrade, 'U0RANDOM', 'random_user');
/** Who waits for an approval. */
export const alice = (upgrade: Upgrade): Holder => userOf(upgrade, 'U0ALICE', 'alice');

/** Throws if the session from before the upgrade cannot be used. */
export const stillOpen = async (
  { rehearsed }: Upgrade,
  session: Credentials,
  notes: Notes,
  when: string,
): Promise<void> => {
  const buckets = await listBuckets(rehearsed, session);
  if (typeof buckets === 'string')
    throw new Error(`the session from before the upgrade was refused ${when}: ${buckets}`);
  notes.saw(`${when}: the session from before the upgrade lists ${buckets.join(', ')}`);
};

/** Starts the local AWS and Slack of the earlier release, without functions. */
export const keptStep = (upgrade: Upgrade) =>
  upgrade.protocol.step('Open a deployment of release 0.1.0 with open grants', async (notes) => {
    const kept = join(upgrade.folder, 'kept');
    mkdirSync(kept, { recursive: true });
    await unpack(join(upgrade.root, 'test/data/0.1.0/world/local.tar.gz'), kept);
    const rehearsed = await startRehearsed({ region: REGION, startsAt: OPENED_AT, kept });
    upgrade.rehearsed = rehearsed;
    upgrade.onClose(() => rehearsed.close());
    rehearsed.aws.seed({ accounts: [HUB, utils, prod].map((id) => platformRoles(upgrade.root, id, REGION)) });
    notes.did(`unpacked test/data/0.1.0/world, at ${OPENED_AT.toISOString()}`);
    const session = await assume(rehearsed, randomUser(upgrade), PROD_S3);
    if (typeof session === 'string') throw new Error(`random_user does not hold prod-s3: ${session}`);
    upgrade.older = session;
    await stillOpen(upgrade, session, notes, 'before the upgrade');
    await refused(upgrade, alice(upgrade), PROD_S3, notes, 'before the upgrade, with a pending request');
  });
