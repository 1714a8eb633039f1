// Breaks Terraform in each way that the README describes, or in the named one, and fixes it with the printed commands.
// With --broken, one pitfall is left broken, to diagnose and fix by hand.
// First: npm start -- --catalog examples/terraform-pitfalls/access.yaml
import { walk } from '../local-stack.mjs';
import { pitfall as bucketPolicyDemandsEncryption } from './pitfalls/bucket-policy-demands-encryption.mjs';
import { pitfall as keyInAnotherRegion } from './pitfalls/key-in-another-region.mjs';
import { pitfall as keyPolicyOfOneAccount } from './pitfalls/key-policy-of-one-account.mjs';
import { pitfall as missingListBucket } from './pitfalls/missing-list-bucket.mjs';
import { pitfall as objectOfAnotherKey } from './pitfalls/object-of-another-key.mjs';
import { pitfall as objectOfAnotherOwner } from './pitfalls/object-of-another-owner.mjs';
import { pitfall as objectOfTheAwsManagedKey } from './pitfalls/object-of-the-aws-managed-key.mjs';
import { openWorld } from './world.mjs';

const PITFALLS = {
  'missing-list-bucket': missingListBucket,
  'key-policy-of-one-account': keyPolicyOfOneAccount,
  'key-in-another-region': keyInAnotherRegion,
  'bucket-policy-demands-encryption': bucketPolicyDemandsEncryption,
  'object-of-another-key': objectOfAnotherKey,
  'object-of-the-aws-managed-key': objectOfTheAwsManagedKey,
  'object-of-another-owner': objectOfAnotherOwner,
};

const args = process.argv.slice(2);
const isLeftBroken = args.includes('--broken');
const named = args.filter((word, index) => !word.startsWith('--') && args[index - 1] !== '--directory');
const unknown = named.filter((name) => !Object.hasOwn(PITFALLS, name));
if (unknown.length > 0 || (isLeftBroken && named.length !== 1)) {
  process.stderr.write(`usage: walk.mjs [--broken] [pitfall]; the pitfalls are ${Object.keys(PITFALLS).join(', ')}\n`);
  process.exit(2);
}

await walk(async (stack) => {
  const world = openWorld(stack);
  stack.step('alice requests the bundle; bob approves it');
  await world.grant();
  for (const name of named.length === 0 ? Object.keys(PITFALLS) : named) {
    const { title, command, symptom, code, outcome = 'broken', set } = PITFALLS[name];
    stack.step(`${name}: ${title}`);
    await world.reset();
    await set(world);
    stack.step('Terraform fails');
    if (command === 'apply') await world.terraform('init');
    await world.terraform(command, symptom);
    if (isLeftBroken) return world.leave(command);
    stack.step('the diagnosis names the cause');
    const found = await world.diagnose(outcome);
    if (found.findings[0].code !== code) throw new Error(`the diagnosis should have begun with ${code}`);
    stack.step('apply exactly what it printed');
    await world.apply(found);
    await world.diagnose('works');
    stack.step('Terraform works');
    if (command === 'init') await world.terraform('init');
    await world.terraform('apply');
  }
  await world.close();
});
