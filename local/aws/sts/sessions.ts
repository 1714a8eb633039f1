import type { XmlValue } from '../http/xml.ts';
import type { Credentials } from '../types.ts';
import { newAccessKeyId, newSecret, newSessionToken } from '../world/ids.ts';
import type { SessionState, StateStore } from '../world/state.ts';

/** How long a session that is over is remembered, so that its holder hears ExpiredToken and not "invalid". */
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

/** Makes a session and its credentials. Like STS, it knows the moment of issue to the second. */
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

/** Credentials as STS answers them. */
export const credentialsXml = (credentials: Required<Credentials>): XmlValue => ({
  AccessKeyId: credentials.accessKeyId,
  SecretAccessKey: credentials.secretAccessKey,
  SessionToken: credentials.sessionToken,
  Expiration: credentials.expiration,
});
