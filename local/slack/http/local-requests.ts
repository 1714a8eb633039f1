import { z } from 'zod';

const id = z.string().min(1);
const choice = z.union([z.string(), z.number(), z.array(z.string()), z.null()]);

const inMessage = z.strictObject({
  user: id,
  channel: id,
  ts: id,
  actionId: id,
  blockId: id.optional(),
  value: z.string().optional(),
});
const inView = z.strictObject({
  user: id,
  viewId: id,
  actionId: id,
  blockId: id.optional(),
  value: z.string().optional(),
});

/** The request bodies under /local, for scripts and the console. */
export const REQUESTS = {
  command: z.strictObject({ user: id, command: id, text: z.string().default(''), channel: id.default('C0GENERAL') }),
  press: z.union([inMessage, inView]),
  select: z.union([inMessage.extend({ choice }), inView.extend({ choice })]),
  options: z.union([
    inMessage.extend({ query: z.string().default('') }),
    inView.extend({ query: z.string().default('') }),
  ]),
  submit: z.strictObject({ user: id, viewId: id, values: z.record(z.string(), choice).default({}) }),
  close: z.strictObject({ user: id, viewId: id, all: z.boolean().default(false) }),
  home: z.strictObject({ user: id }),
  shortcut: z.strictObject({ user: id, callbackId: id }),
  'message-shortcut': z.strictObject({ user: id, callbackId: id, channel: id, ts: id }),
  say: z.strictObject({ user: id, channel: id, text: id, threadTs: id.optional() }),
  join: z.strictObject({ channel: id, user: id }),
  leave: z.strictObject({ channel: id, user: id }),
  deactivate: z.strictObject({ user: id }),
  'add-user': z.strictObject({
    id,
    name: id,
    real_name: id.optional(),
    is_restricted: z.boolean().optional(),
    is_ultra_restricted: z.boolean().optional(),
    is_email_confirmed: z.boolean().optional(),
    team_id: id.optional(),
    tz: id.optional(),
    tz_offset: z.number().optional(),
  }),
  'add-channel': z.strictObject({
    id,
    name: id,
    kind: z.enum(['public', 'private']).optional(),
    members: z.array(id).optional(),
  }),
  'usergroup-members': z.strictObject({ usergroup: id, users: z.array(id) }),
  fail: z.strictObject({
    method: id,
    times: z.int().positive().optional(),
    when: z.enum(['before', 'after']).optional(),
    kind: z.enum(['error', 'ratelimited', 'http', 'hang', 'disconnect']),
    error: id.optional(),
    retryAfterSeconds: z.int().positive().optional(),
    status: z.int().min(400).max(599).optional(),
  }),
  'clear-faults': z.strictObject({}),
  'retry-events': z.strictObject({}),
} as const;

/** The last path segment of a POST under /local. */
export type LocalAction = keyof typeof REQUESTS;
