import * as z from 'zod/mini';
import type { ReadTicket } from '../../core/catalog/ticket-evidence.ts';
import { createTicketApi, type TicketApiOptions, unexpectedAnswer } from './ticket-api.ts';

/** https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-issueidorkey-get */
const schema = z.object({
  key: z.string().check(z.minLength(1), z.maxLength(255)),
  fields: z.object({
    status: z.object({ name: z.string().check(z.minLength(1), z.maxLength(255)) }),
    project: z.object({ key: z.string().check(z.minLength(1), z.maxLength(255)) }),
  }),
});

/** Whether a secret has the form `E-MAIL:API-TOKEN` ("Basic auth for REST APIs"). */
const ACCOUNT_AND_TOKEN = /^[^\s:]+:\S+$/;

/**
 * Jira answers some calls with wrong credentials as if they had none, with the status for anonymous users. This header tells
 * (docs/assumptions.md, T1).
 */
const isAnonymous = ({ headers }: Response): boolean =>
  /AUTHENTICATED_FAILED|AUTHENTICATION_DENIED/i.test(headers.get('x-seraph-loginreason') ?? '');

const API = { system: 'jira', name: 'Jira' } as const;

/**
 * Reads issues of Jira Cloud. `url` is `https://SITE.atlassian.net`, or `https://api.atlassian.com/ex/jira/CLOUD_ID` for a
 * token with scopes. Throws TicketFault.
 */
export const createJira = ({ url, ...options }: TicketApiOptions & { readonly url: string }) => {
  const get = createTicketApi(
    {
      ...API,
      baseUrl: url,
      accept: 'application/json',
      authorize: (secret) =>
        ACCOUNT_AND_TOKEN.test(secret) ? `Basic ${Buffer.from(secret, 'utf8').toString('base64')}` : undefined,
      isRefusal: isAnonymous,
    },
    options,
  );

  /** Fails unless Jira knows the account of the bot. */
  const check = async (ticket = ''): Promise<void> => {
    const { kind } = await get('/rest/api/3/myself', ticket);
    if (kind === 'missing') throw unexpectedAnswer(API, ticket);
  };

  const read = async (id: string): Promise<ReadTicket> => {
    const { kind, body } = await get(`/rest/api/3/issue/${encodeURIComponent(id)}?fields=status,project`, id);
    if (kind === 'missing') {
      // 404 is the answer to an anonymous caller too, and then says nothing about the issue.
      await check(id);
      return 'missing';
    }
    const parsed = z.safeParse(schema, body, { jitless: true });
    if (!parsed.success) throw unexpectedAnswer(API, id, parsed.error);
    const { key, fields } = parsed.data;
    return { key, status: fields.status.name, of: fields.project.key, readAt: options.now() };
  };
  return { read, check };
};
