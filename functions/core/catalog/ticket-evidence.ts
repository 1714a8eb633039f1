import type { Catalog } from './catalog.ts';
import { everyRule } from './lookup.ts';

/** A system that tickets are read from. */
export type TicketSystem = 'jira' | 'pagerDuty';

/** Incident states of PagerDuty, "Get an incident". */
export const INCIDENT_STATES = ['triggered', 'acknowledged', 'resolved'] as const;

/** What the ticket in the reason has to be. `ticket` of the same rule finds it. */
export interface TicketEvidence {
  readonly kind: TicketSystem;
  /** The states that admit: names of Jira, in the language of the account that reads, or states of PagerDuty. */
  readonly status: readonly string[];
  /** Keys of Jira projects, or ids of PagerDuty services, that the ticket has to belong to. Absent: any. */
  readonly of?: readonly string[];
  /** Held access ends when the ticket leaves these states. */
  readonly endWhenClosed?: true;
}

/** A ticket as its system answered. */
export interface TicketReading {
  /** The key of the issue or the id of the incident, which can differ from the text that the user typed. */
  readonly key: string;
  readonly status: string;
  /** The key of the Jira project, or the id of the PagerDuty service. */
  readonly of: string;
  readonly readAt: Date;
}

/** `missing`: the system has no such ticket, or hides it from the bot; its answer does not tell them apart. */
export type ReadTicket = TicketReading | 'missing';

/** The systems that the rules of a catalog read tickets from, those of bundles too. */
export const ticketSystems = (catalog: Pick<Catalog, 'roles' | 'bundles'>): ReadonlySet<TicketSystem> =>
  new Set(everyRule(catalog).flatMap(({ evidence }) => evidence?.kind ?? []));
