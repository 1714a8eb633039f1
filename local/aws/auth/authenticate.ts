import { createHash, timingSafeEqual } from 'node:crypto';
import { AwsError } from '../errors.ts';
import type { HttpRequest } from '../http/request.ts';
import type { AccountState, WorldState } from '../world/state.ts';
import type { Caller } from './caller.ts';
import { isSignedWith, type Signature, signedAt } from './sigv4.ts';

const MAX_SKEW_MS = 5 * 60_000;

const invalidToken = (): AwsError =>
  new AwsError('InvalidClientTokenId', 'The security token included in the request is invalid.', 403);

const isSameText = (a: string, b: string): boolean => {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
};

interface KeyOwner {
  readonly secret: string;
  readonly caller: Caller;
}

const ownerIn = (account: AccountState, accessKeyId: string): KeyOwner | undefined => {
  if (account.rootKey.id === accessKeyId) return { secret: account.rootKey.secret, caller: { kind: 'root', account } };
  for (const user of Object.values(account.users)) {
    const key = user.accessKeys.find(({ id, status }) => id === accessKeyId && status === 'Active');
    if (key) return { secret: key.secret, caller: { kind: 'user', account, user } };
  }
  return undefined;
};

const sessionOwner = (state: WorldState, accessKeyId: string): KeyOwner | undefined => {
  const session = Object.hasOwn(state.sessions, accessKeyId) ? state.sessions[accessKeyId] : undefined;
  const account = session && state.accounts[session.accountId];
  const role = account && Object.values(account.roles).find(({ id }) => id === session.roleId);
  return role ? { secret: session.secret, caller: { kind: 'session', account, role, session } } : undefined;
};

/** Whose key this is; undefined when it is nobody's, any more. */
export const ownerOfKey = (state: WorldState, accessKeyId: string): KeyOwner | undefined => {
  const ofSession = sessionOwner(state, accessKeyId);
  if (ofSession) return ofSession;
  for (const account of Object.values(state.accounts)) {
    const owner = ownerIn(account, accessKeyId);
    if (owner) return owner;
  }
  return undefined;
};

/** Whether a session is over. The second of its expiration is not part of it. */
export const isExpired = (caller: Caller, now: Date): boolean =>
  caller.kind === 'session' && now.getTime() >= Date.parse(caller.session.expiresAt);

export interface AuthenticateOptions {
  readonly now: Date;
  /** Clients sign in real time, so this only makes sense while the clock is the real one. */
  readonly checksFreshness: boolean;
}

/** Finds the caller of a signed request, or throws what AWS answers to a bad key, token or signature. */
export const authenticate = (
  state: WorldState,
  request: HttpRequest,
  signature: Signature,
  { now, checksFreshness }: AuthenticateOptions,
): Caller => {
  const owner = ownerOfKey(state, signature.accessKeyId);
  if (!owner) throw invalidToken();
  const { caller, secret } = owner;
  const token = request.headers['x-amz-security-token'];
  if (caller.kind === 'session' ? !isSameText(token ?? '', caller.session.token) : token !== undefined)
    throw invalidToken();

  const signed = signedAt(request);
  if (!signed || !signature.signedHeaders.includes('host') || !isSignedWith(request, signature, secret)) {
    throw new AwsError(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. ' +
        'Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
      403,
    );
  }
  if (checksFreshness && Math.abs(now.getTime() - signed.getTime()) > MAX_SKEW_MS) {
    throw new AwsError('SignatureDoesNotMatch', `Signature expired: ${request.headers['x-amz-date']} is not now`, 403);
  }
  if (isExpired(caller, now)) {
    throw new AwsError('ExpiredToken', 'The security token included in the request is expired', 403);
  }
  return caller;
};
