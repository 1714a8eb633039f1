import * as z from 'zod/mini';
import { defined } from '../../core/defined.ts';
import { parseRequestId, type RequestId } from '../../core/request/ids.ts';

/** A valid body has about 60 bytes. */
export const MOST_BODY_BYTES = 1000;
const MOST_NAME = 50;
const A_WEEK_MINUTES = 7 * 24 * 60;

const extendSchema = z.strictObject({
  request: z.pipe(z.string().check(z.regex(/^[0-9a-f]{20}$/)), z.transform(parseRequestId)),
  minutes: z.optional(z.int().check(z.minimum(1), z.maximum(A_WEEK_MINUTES))),
});

const accessSchema = z.strictObject({
  name: z.string().check(z.minLength(1), z.maxLength(MOST_NAME), z.regex(/^[a-z0-9-]+$/)),
});

/** What a valid request looks like, for the refusal of others. */
export const FORMS = {
  extend: '{"request": "the ID of the request", "minutes": 30}; minutes is optional',
  access: '?name= with the name of a role or bundle',
} as const;

/** A value of JSON; undefined for other text. */
const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The body of an extension. Undefined unless it is JSON with exactly these members. */
export const parseExtend = (body: string): { readonly id: RequestId; readonly minutes?: number } | undefined => {
  const { success, data } = extendSchema.safeParse(jsonOf(body));
  return success ? { id: data.request, ...defined({ minutes: data.minutes }) } : undefined;
};

/** The query of a question about access. Undefined unless it has one name and nothing else. */
export const parseAccess = (query: unknown): string | undefined => accessSchema.safeParse(query).data?.name;
