import { audit } from '../commands/audit.ts';
import { doctor } from '../commands/doctor.ts';
import { grants } from '../commands/grants.ts';
import { init } from '../commands/init.ts';
import { manifest } from '../commands/manifest.ts';
import { plan } from '../commands/plan.ts';
import { report } from '../commands/report.ts';
import { validate } from '../commands/validate.ts';
import type { Command } from './command.ts';

/** Every command, in the order in which somebody meets them. */
export const COMMANDS: readonly Command[] = [init, validate, manifest, doctor, plan, grants, audit, report];
