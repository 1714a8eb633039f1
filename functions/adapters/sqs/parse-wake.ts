import * as z from 'zod/mini';
import { parseRequestId } from '../../core/ids.ts';
import { parseRoleArn, parseSlackUserId } from '../../core/names.ts';
import type { Wake } from '../../usecases/ports.ts';

const schema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('request'), id: z.string() }),
  z.object({ kind: z.literal('role'), arn: z.string() }),
  z.object({ kind: z.literal('home'), user: z.string() }),
  z.object({ kind: z.literal('lockdown') }),
]);

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
