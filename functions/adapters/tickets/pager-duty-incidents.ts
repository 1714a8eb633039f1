import * as z from 'zod/mini';
import { INCIDENT_STATES, type ReadTicket } from '../../core/catalog/ticket-evidence.ts';
import { createTicketApi, type TicketApiOptions, unexpectedAnswer } from './ticket-api.ts';

export const PAGERDUTY_URL = 'https://api.pagerduty.com';

/** https://developer.pagerduty.com/api-reference/005299ed43553-get-an-incident */
const schema = z.object({
  incident: z.object({
    id: z.string().check(z.minLength(1), z.maxLength(255)),
    incident_number: z.optional(z.number()),
    status: z.enum(INCIDENT_STATES),
    service: z.object({ id: z.string().check(z.minLength(1), z.maxLength(255)) }),
  }),
});

/** "Errors": every error of the API has this form. */
const errorSchema = z.object({ error: z.object({ code: z.optional(z.number()) }) });

const API = { system: 'pagerDuty', name: 'PagerDuty' } as const;

/** Reads incidents of PagerDuty by id or number. Needs a read-only token. Throws TicketFault. */
export const createPagerDutyIncidents = ({
  url = PAGERDUTY_URL,
  ...options
}: TicketApiOptions & { readonly url?: string | undefined }) => {
  const get = createTicketApi(
    {
      ...API,
      baseUrl: url,
      accept: 'application/vnd.pagerduty+json;version=2',
      // A header holds printable ASCII only, and the error of fetch for other characters names them.
      authorize: (secret) => (/^[\x21-\x7e]+$/.test(secret) ? `Token token=${secret}` : undefined),
    },
    options,
  );

  /** Fails unless PagerDuty accepts the token. */
  const check = async (): Promise<void> => {
    const { kind } = await get('/incidents?limit=1', '');
    if (kind === 'missing') throw unexpectedAnswer(API, '');
  };

  const read = async (id: string): Promise<ReadTicket> => {
    const { kind, body } = await get(`/incidents/${encodeURIComponent(id)}`, id);
    if (kind === 'missing') {
      // A 404 of anything else than the API says nothing about the incident.
      const error = z.safeParse(errorSchema, body, { jitless: true });
      if (error.success) return 'missing';
      throw unexpectedAnswer(API, id, error.error);
    }
    const parsed = z.safeParse(schema, body, { jitless: true });
    if (!parsed.success) throw unexpectedAnswer(API, id, parsed.error);
    const { id: key, incident_number: number, status, service } = parsed.data.incident;
    if (key !== id && String(number) !== id) throw unexpectedAnswer(API, id);
    return { key, status, of: service.id, readAt: options.now() };
  };
  return { read, check };
};
