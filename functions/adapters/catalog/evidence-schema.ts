import * as z from 'zod';
import { INCIDENT_STATES } from '../../core/catalog/ticket-evidence.ts';
import { field } from './field.ts';
import { flag, matching } from './schema-parts.ts';

const jiraSchema = z.strictObject({
  status: field(
    z.array(z.string().trim().min(1).max(60)).min(1).max(20),
    'a list of names of Jira states such as [ In Progress ]',
    'The states that admit, as the account of the bot sees them in Jira. Upper and lower case make no difference',
    ['In Progress'],
  ),
  project: field(
    matching(/^[A-Z][A-Z0-9_]{1,99}$/).optional(),
    'the key of a Jira project, such as OPS',
    'The project that the issue must belong to. Default: any project that the account of the bot can see',
    'OPS',
  ),
});

const pagerDutySchema = z.strictObject({
  status: field(
    z.array(z.enum(INCIDENT_STATES)).min(1),
    `a list of ${INCIDENT_STATES.join(', ')}`,
    'The states that admit',
    ['triggered', 'acknowledged'],
  ),
  services: field(
    z
      .array(matching(/^[A-Z0-9]{5,20}$/))
      .min(1)
      .max(50)
      .optional(),
    'a list of ids of PagerDuty services such as [ PABC123 ]',
    'The services that the incident must belong to. Default: any service',
    ['PABC123'],
  ),
});

/** What the ticket in the reason has to be. */
export const evidenceSchema = z.strictObject({
  jira: field(
    jiraSchema.optional(),
    'a map such as { status: [ In Progress ] }',
    'The ticket is an issue of Jira Cloud',
  ),
  pagerDuty: field(
    pagerDutySchema.optional(),
    'a map such as { status: [ triggered, acknowledged ] }',
    'The ticket is the id or the number of an incident in PagerDuty',
  ),
  endWhenClosed: flag(
    'Whether held access ends when the ticket leaves these states. Checked every five minutes. Default: false',
  ),
});
