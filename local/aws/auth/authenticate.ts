import { createHash, timingSafeEqual } from 'node:crypto';
import { AwsError } from '../errors.ts';
import type { HttpRequest } from '../http/request.ts';
import type { AccountState, WorldState } from '../world/state.ts';
import { type Caller, sessionOf } from './caller.ts';
import { isSignedWith, type Signature, signingTime } from './sigv4.ts';

/** Source: Amazon SQS Developer Guide, "About the time stamp"; docs/assumptions.md for the other services. */
const MAX_SKEW_MS = 15 * 60_000;

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
  if (!account) return undefined;
  const { secret, roleId: holderId } = session;
  const role = Object.values(account.roles).find(({ id }) => id === holderId);
  if (role) return { secret, caller: { kind: 'session', account, role, session } };
  const user = Object.values(account.users).find(({ id }) => id === holderId);
  return user && { secret, caller: { kind: 'user', account, user, session } };
};

/** The owner of an access key; undefined if no current user or session has the key. */
export const ownerOfKey = (state: WorldState, accessKeyId: string): KeyOwner | undefined => {
  const ofSession = sessionOwner(state, accessKeyId);
  if (ofSession) return ofSession;
  for (const account of Object.values(state.accounts)) {
    const owner = ownerIn(account, accessKeyId);
    if (owner) return owner;
  }
  return undefined;
};

/** Whether a session has expired. It is expired at the second of its expiration. */
export const isExpired = (caller: Caller, now: Date): boolean => {
  const session = sessionOf(caller);
  return session !== undefined && now.getTime() >= Date.parse(session.expiresAt);
};

export interface AuthenticateOptions {
  readonly now: Date;
  /** Requires that clients and the local AWS use the same clock. */
  readonly checksFreshness: boolean;
  /** The region that the request must be signed for. */
  readonly region: string;
}

const mismatch = (message: string): AwsError => new AwsError('SignatureDoesNotMatch', message, 403);
const basic = (date: Date): string => `${date.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;

/** Source: AWS, IAM User Guide, "Troubleshoot signed requests for AWS APIs", credential scope errors. */
const requireScope = ({ date, region, signedAt, service }: Signature, expected: string): void => {
  if (!signedAt.startsWith(date)) {
    throw mismatch(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${date}' != '${signedAt.slice(0, 8)}', from '${signedAt}'.`,
    );
  }
  if (region === expected) return;
  throw service === 's3'
    ? new AwsError(
        'AuthorizationHeaderMalformed',
        `The authorization header is malformed; the region '${region}' is wrong; expecting '${expected}'`,
        400,
        { elements: { Region: expected }, headers: { 'x-amz-bucket-region': expected } },
      )
    : mismatch(`Credential should be scoped to a valid region, not '${region}'. `);
};

/**
 * A presigned S3 URL expires after X-Amz-Expires seconds. STS ignores X-Amz-Expires and accepts the URL for 15 minutes, like any signature
 * (docs/assumptions.md; https://github.com/aws/aws-sdk-go/issues/2167).
 */
const requireFresh = (signature: Signature, signed: Date, now: Date): void => {
  const { expiresSeconds, service } = signature;
  const isOfS3 = service === 's3' && expiresSeconds !== undefined;
  const lifetime = isOfS3 ? expiresSeconds * 1000 : MAX_SKEW_MS;
  const earliest = new Date(now.getTime() - lifetime);
  const latest = new Date(now.getTime() + MAX_SKEW_MS);
  if (signed < earliest) {
    throw mismatch(
      `Signature expired: ${signature.signedAt} is now earlier than ${basic(earliest)} (${basic(now)} - ${Math.floor(lifetime / 60_000)} min.)`,
    );
  }
  if (signed > latest) {
    throw mismatch(
      `Signature not yet current: ${signature.signedAt} is still later than ${basic(latest)} (${basic(now)} + ${MAX_SKEW_MS / 60_000} min.)`,
    );
  }
};

/**
 * Finds the caller of a signed request. Throws the error that AWS returns for an invalid key, token, scope or
 * signature.
 */
export const authenticate = (
  state: WorldState,
  request: HttpRequest,
  signature: Signature,
  { now, checksFreshness, region }: AuthenticateOptions,
): Caller => {
  requireScope(signature, region);
  const owner = ownerOfKey(state, signature.accessKeyId);
  if (!owner) throw invalidToken();
  const { caller, secret } = owner;
  const session = sessionOf(caller);
  const { token } = signature;
  if (session ? !isSameText(token ?? '', session.token) : token !== undefined) throw invalidToken();

  const signed = signingTime(signature);
  if (!signed || !signature.signedHeaders.includes('host') || !isSignedWith(request, signature, secret)) {
    throw mismatch(
      'The request signature we calculated does not match the signature you provided. ' +
        'Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    );
  }
  if (checksFreshness) requireFresh(signature, signed, now);
  if (isExpired(caller, now)) {
    throw new AwsError('ExpiredToken', 'The security token included in the request is expired', 403);
  }
  return caller;
};
