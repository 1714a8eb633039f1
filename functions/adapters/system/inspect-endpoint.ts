import type { EndpointInspector } from '../../usecases/operating/inspect-ports.ts';
import type { Clock } from '../../usecases/ports.ts';

const TIMEOUT_MS = 8_000;

const causeOf = (error: unknown): string => {
  const { message, cause } = error as Error;
  return cause instanceof Error ? cause.message || message : message;
};

/** Knocks where Slack calls the bot, with a request that nobody signed, and reads nothing of the answer but its head. */
export const createEndpointInspector = (url: string, clock: Pick<Clock, 'now'>): EndpointInspector => ({
  endpoint: async () => {
    try {
      const requestedAt = clock.now();
      const answer = await fetch(url, {
        method: 'POST',
        body: 'doctor',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        redirect: 'manual',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await answer.body?.cancel();
      const date = new Date(answer.headers.get('date') ?? '');
      return {
        kind: 'seen',
        url,
        status: answer.status,
        requestedAt,
        ...(Number.isNaN(date.getTime()) ? {} : { answeredAt: date }),
      };
    } catch (error) {
      return {
        kind: 'not_seen',
        why: `Nobody answers at ${url}, where Slack calls the bot: ${causeOf(error)}.`,
        fix: 'See that the hub stack is deployed and that this is its output SlackRequestUrl.',
      };
    }
  },
});
