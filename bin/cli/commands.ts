import { doctor } from '../commands/doctor.ts';
import { grants } from '../commands/grants.ts';
import { plan } from '../commands/plan.ts';
import { validate } from '../commands/validate.ts';
import type { Command } from './command.ts';

/** Every command, in the order in which somebody meets them. */
export const COMMANDS: readonly Command[] = [validate, doctor, plan, grants];
