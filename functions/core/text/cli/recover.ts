import type { RecoveryFacts, RecoveryStep, RecoveryStop, StateLock } from '../../terraform/recovery.ts';

const lockOf = ({ id, who, operation, createdAt }: StateLock): string =>
  `${id} (${who}, ${operation}, since ${createdAt.toISOString()})`;

const stopped = (why: RecoveryStop): readonly [string, string] => {
  switch (why.kind) {
    case 'nothing_to_recover':
      return [
        'There is nothing to recover: the state is stored and not locked, or this folder has no errored.tfstate.',
        'If an apply was interrupted, run this command in the folder where it ran.',
      ];
    case 'only_a_lock':
      return [
        `This folder has no errored.tfstate, but the state is locked: ${lockOf(why.lock)}.`,
        `Look for errored.tfstate in the folder of that run. Only if that run has ended and left no such file: terraform force-unlock ${why.lock.id}`,
      ];
    case 'other_lineage':
      return [
        `errored.tfstate belongs to another state: its lineage is ${why.errored}, the stored one is ${why.stored}.`,
        'Check the backend and the workspace of this folder ("terraform workspace show"), and do not use -force.',
      ];
    case 'not_newer':
      return [
        `Another run has written the state: its serial is ${why.stored}, and that of errored.tfstate is ${why.errored}.`,
        'Keep errored.tfstate, and import what it adds into the stored state ("terraform import"), and do not use -force.',
      ];
    case 'serial_gap':
      return [
        `The lock is gone, and the serial of errored.tfstate (${why.errored}) is not the next one after the stored ${why.stored}, so another run may have written.`,
        'Compare both files ("terraform state pull"). If nothing else was written: terraform state push errored.tfstate',
      ];
    case 'written_since':
      return [
        `The state was written at ${why.storedAt.toISOString()}, after errored.tfstate (${why.erroredAt.toISOString()}).`,
        'Compare both files ("terraform state pull"), and import what errored.tfstate adds ("terraform import").',
      ];
    case 'later_lock':
      return [
        `Another run holds the lock now: ${lockOf(why.lock)}, which is later than errored.tfstate (${why.erroredAt.toISOString()}).`,
        'Do not unlock it: wait until that run has ended, and run this command again.',
      ];
    case 'lock_of_another':
      return [
        `The lock may belong to another run: ${lockOf(why.lock)}. Terraform on this machine is ${why.self}.`,
        `If it is the lock of the interrupted run, such as a run in a container, pass --lock-id ${why.lock.id}`,
      ];
    case 'not_the_confirmed_lock':
      return [
        `The state is ${why.lock === undefined ? 'not locked' : `locked by ${lockOf(why.lock)}`}, and not by ${why.confirmed}.`,
        'Run this command again without --lock-id.',
      ];
    default:
      return why satisfies never;
  }
};

export const recoverCommandText = {
  summary: 'recover an apply that lost its access before it saved the state',
  about:
    'Run it with new access, in the folder where the apply ran. It reads errored.tfstate, the stored state and the lock, checks that no other user has written in between, and prints the steps. With --yes it carries them out with your own terraform: first "state push", then "force-unlock", and it reads the result after each step. Before the push, it saves the stored state in this folder.\n' +
    'Between the last check and the write of Terraform, a user who ignores the lock (-lock=false) could still write. Terraform refuses the push if that write has the same or a higher serial.\n' +
    'Exit codes: 0 if the steps were carried out, or printed without --yes, 1 if the recovery is refused or fails, 2 for invalid usage, 3 if AWS cannot be reached.',
  arguments: { bundle: 'a bundle of the catalog with a terraform section' },
  options: {
    yes: 'carry out the steps',
    lockId: 'the ID of the lock, if the interrupted run had another user or host name',
    local: 'use the local stack ("npm start") as one of its users, selected with --profile',
    profile: 'your own AWS profile, as for Terraform (or AWS_PROFILE, or keys in the environment)',
  },
  examples: [
    'assume-bot terraform recover terraform-prod --profile me',
    'assume-bot terraform recover terraform-prod --profile me --yes',
  ],
  notInitialized:
    'this folder has no .terraform/terraform.tfstate; run the command in the folder of the apply, after "terraform init"',
  notS3: (type: string) => `the backend of this folder is "${type}", not "s3"`,
  otherBucket: (bundle: string, found: string, expected: string) =>
    `the backend of this folder uses the bucket ${found}, and the state of ${bundle} is in ${expected}`,
  otherRole: (bundle: string, found: string, expected: string) =>
    `the backend of this folder assumes ${found}, and the state role of ${bundle} is ${expected}`,
  /** `program`: how the command was called. `options`: those that it was called with. */
  needsExec: (profile: string, bundle: string, { program, options }: { program: string; options: string }) =>
    `the backend of this folder uses the profile ${profile}, which exists only in programs that exec runs; run: ${program} exec ${bundle}${options} -- ${program} terraform recover ${bundle}${options}`,
  backendUnreadable:
    '.terraform/terraform.tfstate of this folder contains no backend that can be read; run "terraform init" again, in the folder of the apply',
  erroredNotAState:
    'errored.tfstate is not a complete Terraform state, so it cannot be stored; without it, import what the run created ("terraform import")',
  storedNotAState: (key: string) =>
    `the stored object ${key} is not a Terraform state; restore an earlier version of it ("aws s3api list-object-versions"), and run this command again`,
  notALock: (key: string) =>
    `the lock ${key} cannot be read as a lock of Terraform, so its holder is unknown; delete it if no run can hold it, and run this command again`,
  noProgram: 'neither terraform nor tofu is on the PATH; nothing was changed',
  noAccess: (bundle: string, aws: string) =>
    `You cannot use the state now. Request it in Slack: /assume ${bundle}. AWS: ${aws}`,
  found: ({ errored, stored, lock }: RecoveryFacts): readonly string[] => [
    `errored.tfstate: ${errored === undefined ? 'none' : `serial ${errored.serial}, lineage ${errored.lineage}`}`,
    `stored state: ${stored === undefined ? 'none' : `serial ${stored.serial}, lineage ${stored.lineage}`}`,
    `lock: ${lock === undefined ? 'none' : lockOf(lock)}`,
  ],
  step: (step: RecoveryStep, command: string): string =>
    step.kind === 'push'
      ? `${command}  # ${step.lock === 'held' ? 'first: the lock of the interrupted run still keeps others from writing' : 'takes the lock itself, because the state is not locked'}`
      : `${command}  # then: the state is stored, so the lock can go`,
  next: 'To carry out these steps, run the command again with --yes.',
  stopped: (why: RecoveryStop): string => stopped(why).join(' '),
  backup: (file: string) => `Saved the stored state in ${file}.`,
  done: (step: RecoveryStep): string =>
    step.kind === 'push' ? 'The state is stored, and was read back.' : 'The lock is released.',
  recovered: 'Recovered. Run "terraform plan" next, and then delete errored.tfstate.',
  changed: 'The state or its lock changed since the check, so nothing more was done. Run this command again.',
  failed: (command: string, code: number) =>
    `"${command}" failed (exit code ${code}), and nothing more was done. errored.tfstate is unchanged, so run this command again.`,
  notStored:
    'The state that was read back is not errored.tfstate, so the lock was kept. Run this command again to see what is stored.',
  stillLocked: 'The lock could not be released. Run this command again to see who holds it.',
};
