import * as z from 'zod';
import { field } from './field.ts';
import { flag, usersGroupsAndSchedules } from './schema-parts.ts';
import { hours } from './when-schema.ts';

const stageSchema = z.strictObject({
  approvers: usersGroupsAndSchedules('Who may approve in this stage', ['S0SRE']),
  approvals: field(
    z.int().min(1).max(10).optional(),
    'a whole number from 1 to 10',
    'How many approvers the stage needs. Default: 1',
  ),
  fromDifferent: flag(
    'Whether each approval must be for another entry of approvers, such as one by each of two groups. Default: false',
  ),
  hours: hours('Only approvals in these hours count. Default: at any time'),
});

/** Stages of approvals, one after the other. */
export const stagesSchema = z.array(stageSchema).min(1).max(5);
