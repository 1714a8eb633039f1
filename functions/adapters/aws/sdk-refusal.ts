import type { NotSeen } from '../../core/doctor/facts.ts';
import { IamFault } from '../../core/fault.ts';
import { unreadText } from '../../core/text/cli/unread.ts';

/** What the SDK says about a failed call, in one line: never XML, and never a stack trace. */
export interface Refusal {
  /** The error code of AWS, such as `AccessDenied`. */
  readonly code: string;
  readonly message: string;
  /** Absent if there was no answer. */
  readonly status?: number;
}

const MOST_CHARACTERS = 400;

/** The message inside of an XML answer, or the first sentence of the SDK. */
const plain = (message: string): string => {
  const inXml = /<Message>([^<]*)<\/Message>/i.exec(message)?.[1];
  if (inXml !== undefined) return inXml;
  if (/<\?xml|<\/?[A-Za-z]+>|Deserialization error/.test(message)) return unreadText.notUnderstood;
  const [line = ''] = message.split(/\r?\n\s*at /);
  return line.replace(/\s+/g, ' ').trim().slice(0, MOST_CHARACTERS);
};

/** Reads an error of the SDK or of the network. */
export const refusalOf = (error: unknown): Refusal => {
  if (!(error instanceof Error)) return { code: 'Unknown', message: plain(String(error)) };
  const { code, Code, $metadata } = error as {
    code?: unknown;
    Code?: unknown;
    $metadata?: { httpStatusCode?: number };
  };
  const status = $metadata?.httpStatusCode;
  const name = typeof Code === 'string' ? Code : status === undefined && typeof code === 'string' ? code : error.name;
  const known = name.replace(/Exception$/, '');
  return { code: known, message: plain(error.message) || known, ...(status === undefined ? {} : { status }) };
};

/** A read that failed, as a fact: what was called, what AWS said, and whose profile may help. */
export const refused = (action: string, account: string, error: unknown): NotSeen => {
  const fix = unreadText.passProfile(account, action);
  if (error instanceof IamFault) {
    const why = `${error.message}.`.replace(/\.\.$/, '.');
    const lacks = error.kind === 'manager_unreachable' ? { lacksCredentialsOf: account } : {};
    return { kind: 'not_seen', why, fix, ...lacks };
  }
  const { code, message } = refusalOf(error);
  const isAboutCredentials = /Credentials|ExpiredToken|InvalidClientTokenId|UnrecognizedClient|InvalidAccessKeyId/.test(
    code,
  );
  if (!isAboutCredentials) return { kind: 'not_seen', why: unreadText.refused(action, code, message), fix };
  return { kind: 'not_seen', why: unreadText.noCredentials(account, message), fix, lacksCredentialsOf: account };
};
