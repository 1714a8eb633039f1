import { z } from 'zod';
import type { LocalSlack } from '../contract.ts';
import type { Fault } from '../web-api/faults.ts';
import { type LocalAction, REQUESTS } from './local-requests.ts';

/** The answer to a request under /local. */
export interface LocalReply {
  readonly status: number;
  readonly body: unknown;
}

type Body<Act extends LocalAction> = z.output<(typeof REQUESTS)[Act]>;

/** Omits properties that are undefined, because `undefined` would overwrite a default. */
const withoutUndefined = <T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as never;

const faultOf = (body: Body<'fail'>): Fault => {
  const { kind, error, retryAfterSeconds, status, ...common } = withoutUndefined(body);
  switch (kind) {
    case 'error':
      return { ...common, kind, error: error ?? 'internal_error' };
    case 'ratelimited':
      return { ...common, kind, retryAfterSeconds: retryAfterSeconds ?? 1 };
    case 'http':
      return { ...common, kind, status: status ?? 503 };
    case 'hang':
    case 'disconnect':
      return { ...common, kind };
    default:
      return kind satisfies never;
  }
};

type Actions = { readonly [Act in LocalAction]: (slack: LocalSlack, body: Body<Act>) => unknown };

const done = { ok: true } as const;

const ACTIONS: Actions = {
  command: (slack, { user, command, text, channel }) => slack.as(user).command(command, text, { channel }),
  press: (slack, { user, ...target }) =>
    slack.as(user).press(withoutUndefined(target) as Parameters<ReturnType<LocalSlack['as']>['press']>[0]),
  select: (slack, { user, choice, ...target }) =>
    slack.as(user).select(withoutUndefined(target) as Parameters<ReturnType<LocalSlack['as']>['select']>[0], choice),
  options: (slack, { user, query, ...target }) =>
    slack.as(user).options(withoutUndefined(target) as Parameters<ReturnType<LocalSlack['as']>['options']>[0], query),
  submit: (slack, { user, viewId, values }) => slack.as(user).submitView(viewId, values),
  close: async (slack, { user, viewId, all }) => {
    await slack.as(user).closeView(viewId, { all });
    return done;
  },
  home: async (slack, { user }) => ({ ok: await slack.as(user).openHome(), view: slack.homeOf(user) ?? null }),
  shortcut: (slack, { user, callbackId }) => slack.as(user).shortcut(callbackId),
  'message-shortcut': (slack, { user, callbackId, channel, ts }) =>
    slack.as(user).messageShortcut(callbackId, { channel, ts }),
  say: (slack, { user, channel, text, threadTs }) => ({
    ok: true,
    message: slack.as(user).say(channel, text, threadTs === undefined ? {} : { threadTs }),
  }),
  join: (slack, { channel, user }) => {
    slack.directory.join(channel, user);
    return done;
  },
  leave: (slack, { channel, user }) => {
    slack.directory.leave(channel, user);
    return done;
  },
  deactivate: async (slack, { user }) => ({ ok: true, user: await slack.directory.deactivate(user) }),
  'add-user': async (slack, body) => ({ ok: true, user: await slack.directory.addUser(withoutUndefined(body)) }),
  'add-channel': (slack, body) => ({ ok: true, channel: slack.directory.addChannel(withoutUndefined(body)) }),
  'usergroup-members': (slack, { usergroup, users }) => {
    slack.directory.setUsergroupMembers(usergroup, users);
    return done;
  },
  fail: (slack, body) => {
    slack.fail(faultOf(body));
    return done;
  },
  'clear-faults': (slack) => {
    slack.clearFaults();
    return done;
  },
  'retry-events': async (slack) => {
    await slack.retryEvents();
    return done;
  },
};

const refuse = (status: number, error: string): LocalReply => ({ status, body: { ok: false, error } });

const parse = <Act extends LocalAction>(
  act: Act,
  text: string,
): { readonly body: Body<Act> } | { readonly refused: LocalReply } => {
  let json: unknown;
  try {
    json = text === '' ? {} : JSON.parse(text);
  } catch {
    return { refused: refuse(400, 'the body is not JSON') };
  }
  const parsed = REQUESTS[act].safeParse(json);
  return parsed.success ? { body: parsed.data as Body<Act> } : { refused: refuse(400, z.prettifyError(parsed.error)) };
};

const run = async <Act extends LocalAction>(act: Act, slack: LocalSlack, text: string): Promise<LocalReply> => {
  const parsed = parse(act, text);
  if ('refused' in parsed) return parsed.refused;
  try {
    return { status: 200, body: await ACTIONS[act](slack, parsed.body) };
  } catch (error) {
    // If the user's client would not allow the action, the caller receives the reason.
    return refuse(409, error instanceof Error ? error.message : String(error));
  }
};

/** Runs the action of a POST under /local. */
export const runLocalAction = async (slack: LocalSlack, path: string, text: string): Promise<LocalReply> => {
  const act = path.replace(/^\/local\//, '');
  return Object.hasOwn(REQUESTS, act) ? run(act as LocalAction, slack, text) : refuse(404, `there is no POST ${path}`);
};
