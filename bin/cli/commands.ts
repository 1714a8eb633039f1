import { audit } from '../commands/audit.ts';
import { creds } from '../commands/creds.ts';
import { doctor } from '../commands/doctor.ts';
import { exec } from '../commands/exec.ts';
import { grants } from '../commands/grants.ts';
import { init } from '../commands/init.ts';
import { lockdown } from '../commands/lockdown.ts';
import { manifest } from '../commands/manifest.ts';
import { plan } from '../commands/plan.ts';
import { reconcile } from '../commands/reconcile.ts';
import { report } from '../commands/report.ts';
import { revoke } from '../commands/revoke.ts';
import { selftest } from '../commands/selftest.ts';
import { terraform } from '../commands/terraform.ts';
import { validate } from '../commands/validate.ts';
import type { Command } from './command.ts';

/** All commands, in the order of first use. */
export const COMMANDS: readonly Command[] = [
  init,
  validate,
  manifest,
  doctor,
  plan,
  selftest,
  grants,
  revoke,
  lockdown,
  reconcile,
  audit,
  report,
  creds,
  exec,
  terraform,
];
