import * as z from 'zod/mini';
import { sha256 } from '../../core/hash.ts';
import { parseRequestId } from '../../core/ids.ts';
import { parseRoleArn, parseSlackUserId } from '../../core/names.ts';
import type { Wake } from '../../usecases/ports.ts';

const schema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('request'), id: z.string() }),
  z.object({ kind: z.literal('role'), arn: z.string() }),
  z.object({ kind: z.literal('home'), user: z.string() }),
  z.object({ kind: z.literal('lockdown') }),
]);

/**
 * The message group of a wake-up: one request or one role is never worked on twice at once. The ARN is hashed because a
 * group id holds 128 characters and an ARN may have some 600. Source: SQS, "Quotas related to messages".
 */
export const groupOf = (wake: Wake): string => {
  switch (wake.kind) {
    case 'role':
      return `role-${sha256(wake.arn)}`;
    case 'request':
      return `request-${wake.id}`;
    case 'home':
      return `home-${wake.user}`;
    case 'lockdown':
      return 'lockdown';
    default:
      return wake satisfies never;
  }
};

/** The body of a wake-up: which thing to look at, and nothing of what happened to it. */
export const wakeBody = (wake: Wake): string => {
  switch (wake.kind) {
    case 'role':
      return JSON.stringify({ kind: wake.kind, arn: wake.arn });
    case 'request':
      return JSON.stringify({ kind: wake.kind, id: wake.id });
    case 'home':
      return JSON.stringify({ kind: wake.kind, user: wake.user });
    case 'lockdown':
      return JSON.stringify({ kind: wake.kind });
    default:
      return wake satisfies never;
  }
};

const parseJson = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

/** Reads the body of a message. Throws RangeError that names the text: no retry would make a wake-up of it. */
export const parseWake = (body: string): Wake => {
  const parsed = z.safeParse(schema, parseJson(body), { jitless: true });
  if (!parsed.success) {
    const shown = body.length > 200 ? `${body.slice(0, 200)} ...` : body;
    throw new RangeError(`"${shown}" is not a wake-up; one looks like {"kind":"role","arn":"arn:aws:iam::..."}`);
  }
  const wake = parsed.data;
  switch (wake.kind) {
    case 'role':
      return { kind: 'role', arn: parseRoleArn(wake.arn) };
    case 'request':
      return { kind: 'request', id: parseRequestId(wake.id) };
    case 'home':
      return { kind: 'home', user: parseSlackUserId(wake.user) };
    case 'lockdown':
      return { kind: 'lockdown' };
    default:
      return wake satisfies never;
  }
};
