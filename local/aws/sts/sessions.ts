import type { XmlValue } from '../http/xml.ts';
import type { Credentials } from '../types.ts';
import { newAccessKeyId, newSecret, newSessionToken } from '../world/ids.ts';
import type { SessionState, StateStore } from '../world/state.ts';

/** How long an expired session is kept, so that its holder receives ExpiredToken instead of an invalid token error. */
const MEMORY_MS = 24 * 3_600_000;

export interface NewSession {
  readonly accountId: string;
  /** Unique id of the role, or of the user for GetSessionToken. */
  readonly holderId: string;
  readonly sessionName: string;
  readonly durationSeconds: number;
  readonly now: Date;
  readonly details?: Partial<
    Pick<
      SessionState,
      'isMultiFactorAuthenticated' | 'sourceIdentity' | 'sessionPolicies' | 'tags' | 'transitiveTagKeys'
    >
  >;
}

const wholeSecond = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/** Creates a session with credentials. The issue time is in whole seconds, as in STS. */
export const issueCredentials = (store: StateStore, session: NewSession): Required<Credentials> => {
  const { accountId, holderId, sessionName, durationSeconds, now, details } = session;
  for (const [id, { expiresAt }] of Object.entries(store.state.sessions)) {
    if (Date.parse(expiresAt) + MEMORY_MS < now.getTime()) delete store.state.sessions[id];
  }
  const issuedAt = wholeSecond(now.getTime());
  const expiresAt = wholeSecond(Date.parse(issuedAt) + durationSeconds * 1000);
  const accessKeyId = newAccessKeyId('ASIA');
  const secretAccessKey = newSecret();
  const sessionToken = newSessionToken();
  store.state.sessions[accessKeyId] = {
    secret: secretAccessKey,
    token: sessionToken,
    accountId,
    roleId: holderId,
    sessionName,
    issuedAt,
    expiresAt,
    isMultiFactorAuthenticated: false,
    ...details,
  };
  store.save();
  return { accessKeyId, secretAccessKey, sessionToken, expiration: new Date(expiresAt) };
};

/** Credentials in the response format of STS. */
export const credentialsXml = (credentials: Required<Credentials>): XmlValue => ({
  AccessKeyId: credentials.accessKeyId,
  SecretAccessKey: credentials.secretAccessKey,
  SessionToken: credentials.sessionToken,
  Expiration: credentials.expiration,
});
