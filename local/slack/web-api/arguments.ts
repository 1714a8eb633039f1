import { isObject } from '../blocks/shape.ts';
import type { Arguments } from './method.ts';

/** A call as received over HTTP. */
export interface ApiRequest {
  readonly method: string;
  readonly contentType: string | undefined;
  readonly authorization: string | undefined;
  readonly query: URLSearchParams;
  readonly body: string;
}

/** The arguments of a call and its token, or Slack's error about the request format. */
export type Parsed =
  | { readonly args: Arguments; readonly token: string | undefined; readonly isJson: boolean }
  | { readonly error: 'invalid_json' | 'invalid_post_type' | 'missing_post_type' | 'json_not_object' };

const parseBody = (
  request: ApiRequest,
): { readonly args: Arguments; readonly isJson: boolean } | { readonly error: string } => {
  if (request.body === '') return { args: {}, isJson: false };
  const type = request.contentType?.split(';')[0]?.trim().toLowerCase();
  if (type === undefined) return { error: 'missing_post_type' };
  if (type === 'application/x-www-form-urlencoded') {
    return { args: Object.fromEntries(new URLSearchParams(request.body)), isJson: false };
  }
  if (type !== 'application/json') return { error: 'invalid_post_type' };
  try {
    const args = JSON.parse(request.body) as unknown;
    return isObject(args) ? { args, isJson: true } : { error: 'json_not_object' };
  } catch {
    return { error: 'invalid_json' };
  }
};

/** Parses a call as Slack does: the token comes from the header or from a form, never from a JSON body. */
export const parseCall = (request: ApiRequest): Parsed => {
  const body = parseBody(request);
  if ('error' in body) return body as Parsed;
  const { token: formToken, ...args } = { ...Object.fromEntries(request.query), ...body.args };
  const bearer = /^Bearer\s+(\S+)$/i.exec(request.authorization ?? '')?.[1];
  const token = bearer ?? (!body.isJson && typeof formToken === 'string' ? formToken : undefined);
  return { args, token, isJson: body.isJson };
};
