import { defined } from '../../core/defined.ts';
import type { EndpointInspector } from '../../usecases/operating/inspect-ports.ts';
import type { Clock } from '../../usecases/ports.ts';

const TIMEOUT_MS = 8_000;

const causeOf = (error: unknown): string => {
  const { message, cause } = error as Error;
  return cause instanceof Error ? cause.message || message : message;
};

/** Sends an unsigned request to the URL that Slack calls, and reads only the head of the answer. */
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
        ...defined({ answeredAt: Number.isNaN(date.getTime()) ? undefined : date }),
      };
    } catch (error) {
      return {
        kind: 'not_seen',
        why: `The URL that Slack calls, ${url}, does not answer: ${causeOf(error)}.`,
        fix: 'Check that the hub stack is deployed and that this is its output SlackRequestUrl.',
      };
    }
  },
});
