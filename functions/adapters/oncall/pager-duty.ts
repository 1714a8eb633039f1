import * as z from 'zod/mini';
import type { SlackUserId } from '../../core/names.ts';

/** The users on call could not be read, so no decision can depend on the schedule. */
export class OnCallFault extends Error {
  override readonly name = 'OnCallFault';
  readonly schedule: string;
  readonly retryable = true;

  constructor(schedule: string, why: string, cause?: unknown) {
    super(`who is on call for ${schedule} is not known: ${why}`, { cause });
    this.schedule = schedule;
  }
}

/** https://developer.pagerduty.com/api-reference/3a6b910f11050-list-all-of-the-on-calls */
const schema = z.object({
  oncalls: z.array(z.object({ user: z.object({ email: z.optional(z.string()) }) })),
});

const PAGE = 100;
const TIMEOUT_MS = 5000;

/** Reads the users on call from PagerDuty, and finds them in Slack by their e-mail address. Throws OnCallFault. */
export const createPagerDuty =
  ({
    token,
    url = 'https://api.pagerduty.com',
    personByEmail,
    request = fetch,
  }: {
    /** A read-only REST token, which may be rotated at any time. */
    readonly token: { readonly current: () => Promise<string>; readonly reread: () => Promise<string> };
    readonly url?: string | undefined;
    readonly personByEmail: (email: string) => Promise<SlackUserId | undefined>;
    readonly request?: typeof fetch;
  }) =>
  async (schedule: string, scheduleId: string): Promise<readonly SlackUserId[]> => {
    const query = new URLSearchParams({ 'schedule_ids[]': scheduleId, 'include[]': 'users', limit: String(PAGE) });
    const send = (value: string): Promise<Response> =>
      request(`${url}/oncalls?${query}`, {
        headers: { authorization: `Token token=${value}`, accept: 'application/json' },
        signal: AbortSignal.timeout(TIMEOUT_MS),
        redirect: 'error',
      });
    const ask = async (): Promise<unknown> => {
      const known = await token.current();
      const first = await send(known);
      const other = first.status === 401 || first.status === 403 ? await token.reread() : known;
      const answer = other === known ? first : await send(other);
      if (!answer.ok) throw new OnCallFault(schedule, `PagerDuty answered with status ${answer.status}`);
      return answer.json();
    };
    let answer: unknown;
    try {
      answer = await ask();
    } catch (cause) {
      throw cause instanceof OnCallFault ? cause : new OnCallFault(schedule, 'PagerDuty did not answer', cause);
    }
    const parsed = z.safeParse(schema, answer, { jitless: true });
    if (!parsed.success) throw new OnCallFault(schedule, 'PagerDuty answered something else', parsed.error);
    const emails = new Set(parsed.data.oncalls.flatMap(({ user }) => user.email ?? []));
    const people = await Promise.all([...emails].map((email) => personByEmail(email)));
    return [...new Set(people.flatMap((id) => id ?? []))];
  };
