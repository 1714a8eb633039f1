import { sha256 } from '../../core/hash.ts';
import type { Wake } from '../../usecases/ports.ts';

/**
 * The message group of a wake-up: two workers never process the same request, role or user at the same time. ARNs are hashed,
 * because a group id has at most 128 characters and an ARN about 600. Source: SQS, "Quotas related to messages".
 */
export const groupOf = (wake: Wake): string => {
  switch (wake.kind) {
    case 'role':
    case 'user':
      return `${wake.kind}-${sha256(wake.arn)}`;
    case 'refused_click':
      return `refused-click-${sha256(wake.id)}`;
    case 'request':
      return `request-${wake.id}`;
    case 'answer':
    case 'delegate':
    case 'home':
    case 'person':
    case 'window':
      return `${wake.kind}-${wake.user}`;
    case 'lockdown':
      return 'lockdown';
    default:
      return wake satisfies never;
  }
};

/** A body for the log, without the address that lets anyone change a private message, and without what a user typed. */
export const loggable = (body: string): string => body.replace(/"(url|value)":"(?:[^"\\]|\\.)*(?:"|$)/gs, '"$1":"..."');

/** The body of a wake-up: what to check, without the change that caused it. */
export const wakeBody = (wake: Wake): string =>
  JSON.stringify(wake, ['kind', 'arn', 'id', 'user', 'url', 'action', 'value']);
