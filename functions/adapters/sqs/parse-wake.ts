import * as z from 'zod/mini';
import { defined } from '../../core/defined.ts';
import { parseRoleArn, parseSlackUserId, parseUserArn } from '../../core/names.ts';
import { parseRequestId } from '../../core/request/ids.ts';
import { MOST_TYPED, type RefusalId, type Wake } from '../../usecases/ports.ts';
import { loggable } from './wake-message.ts';

/** A time, `#`, and a unique id. */
const REFUSAL_ID = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z#[\w-]{1,64}$/;

const through = <T>(parse: (text: string) => T) => z.pipe(z.string(), z.transform(parse));

const schema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('request'), id: through(parseRequestId) }),
  z.object({ kind: z.literal('role'), arn: through(parseRoleArn) }),
  z.object({ kind: z.literal('user'), arn: through(parseUserArn) }),
  z.object({
    kind: z.literal('refused_click'),
    id: z.pipe(
      z.string().check(z.regex(REFUSAL_ID)),
      z.transform((id) => id as RefusalId),
    ),
  }),
  z.object({ kind: z.literal('home'), user: through(parseSlackUserId) }),
  z.object({
    kind: z.literal('answer'),
    user: through(parseSlackUserId),
    url: z.string().check(z.maxLength(500)),
    id: z.optional(through(parseRequestId)),
  }),
  z.object({ kind: z.literal('person'), user: through(parseSlackUserId) }),
  z.object({
    kind: z.literal('window'),
    user: through(parseSlackUserId),
    action: z.string().check(z.maxLength(255)),
    value: z.string().check(z.maxLength(2000)),
  }),
  z.object({
    kind: z.literal('delegate'),
    user: through(parseSlackUserId),
    url: z.string().check(z.maxLength(500)),
    value: z.string().check(z.maxLength(MOST_TYPED)),
  }),
  z.object({ kind: z.literal('lockdown') }),
]);

const parseJson = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

/** Parses the body of a message. Throws RangeError with the text, because a retry cannot fix it. */
export const parseWake = (body: string): Wake => {
  const parsed = z.safeParse(schema, parseJson(body), { jitless: true });
  // An absent member stays absent.
  if (parsed.success) return defined(parsed.data) as Wake;
  const text = loggable(body);
  const shown = text.length > 200 ? `${text.slice(0, 200)} ...` : text;
  throw new RangeError(`"${shown}" is not a wake-up; one looks like {"kind":"role","arn":"arn:aws:iam::..."}`);
};
