import type { TicketSystem } from '../../core/catalog/ticket-evidence.ts';
import { TicketFault } from '../../core/fault.ts';
import { readBody } from './read-body.ts';
import { limitedUntil } from './retry-after.ts';

/** A secret that may be rotated at any time. */
export interface TicketSecret {
  readonly current: () => Promise<string>;
  readonly reread: () => Promise<string>;
}

export interface TicketApiOptions {
  readonly secret: TicketSecret;
  readonly now: () => Date;
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
}

interface Api {
  readonly system: TicketSystem;
  readonly name: string;
  readonly baseUrl: string;
  readonly accept: string;
  /** The header for a secret. Undefined if the secret has another form. */
  readonly authorize: (secret: string) => string | undefined;
  /** Whether an answer shows that the credentials were not accepted, besides 401, 402 and 403. */
  readonly isRefusal?: (answer: Response) => boolean;
}

/** The JSON of an answer, or `missing` for 404. */
export type TicketAnswer = { readonly kind: 'found' | 'missing'; readonly body: unknown };

const TIMEOUT_MS = 5000;
/** Both systems answer with a few kilobytes. */
const MAX_BYTES = 512 * 1024;
const REFUSED = new Set([401, 402, 403]);

const FIX: Readonly<Record<TicketFault['kind'], string>> = {
  refused: 'Ask the operators of the bot to check its credentials with doctor.',
  limited: 'The bot tries again when the limit has passed.',
  unavailable: 'The bot tries again in a few minutes.',
};

/** The fault of an answer that is not the documented JSON, such as a page of another server. */
export const unexpectedAnswer = (
  { system, name }: Pick<Api, 'system' | 'name'>,
  ticket: string,
  cause?: unknown,
): TicketFault =>
  new TicketFault({
    system,
    ticket,
    kind: 'unavailable',
    message: `${name} answered with something else than the documented JSON.`,
    fix: `Ask the operators of the bot to check the address of ${name} with doctor.`,
    cause,
  });

/**
 * Reads from the REST API of a ticket system. A redirection is not followed, so the credentials go to the configured address
 * only. After a 429 no call is made until the system accepts calls again. Throws TicketFault.
 */
export const createTicketApi = (api: Api, options: TicketApiOptions) => {
  const { secret, now, timeoutMs = TIMEOUT_MS, maxBytes = MAX_BYTES } = options;
  const { system, name, baseUrl, accept } = api;
  let blockedUntil: Date | undefined;

  return async (path: string, ticket: string): Promise<TicketAnswer> => {
    const fault = (kind: TicketFault['kind'], what: string, cause?: unknown): TicketFault =>
      new TicketFault({ system, ticket, kind, message: `${name} ${what}.`, fix: FIX[kind], cause });

    const send = async (value: string): Promise<Response> => {
      const authorization = api.authorize(value);
      if (authorization === undefined) throw fault('refused', 'has no credentials of the documented form');
      try {
        return await fetch(new URL(`${baseUrl.replace(/\/$/, '')}${path}`), {
          headers: { authorization, accept },
          signal: AbortSignal.timeout(timeoutMs),
          redirect: 'manual',
        });
      } catch (cause) {
        throw fault('unavailable', 'did not answer', cause);
      }
    };
    const isRefused = (answer: Response): boolean => REFUSED.has(answer.status) || api.isRefusal?.(answer) === true;

    const parse = async (answer: Response): Promise<unknown> => {
      try {
        return JSON.parse(await readBody(answer, maxBytes));
      } catch (cause) {
        throw unexpectedAnswer(api, ticket, cause);
      }
    };

    if (blockedUntil !== undefined && now() < blockedUntil) throw fault('limited', 'accepts no more calls for now');
    const known = await secret.current();
    const first = await send(known);
    const other = isRefused(first) ? await secret.reread() : known;
    if (other !== known) await first.body?.cancel();
    const answer = other === known ? first : await send(other);
    const { status, headers } = answer;
    if (status === 200 && !isRefused(answer)) return { kind: 'found', body: await parse(answer) };
    if (status === 404 && !isRefused(answer)) return { kind: 'missing', body: await parse(answer) };
    await answer.body?.cancel();
    if (status === 429 || (status === 503 && headers.has('retry-after'))) {
      blockedUntil = limitedUntil(headers, now());
      throw fault('limited', 'accepts no more calls for now');
    }
    if (isRefused(answer)) throw fault('refused', `refuses the credentials of the bot (status ${status})`);
    throw fault('unavailable', `answered with status ${status}`);
  };
};
