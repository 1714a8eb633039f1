import { StoreFault } from '../../functions/adapters/dynamodb/fault.ts';
import { S3Fault } from '../../functions/adapters/s3/s3-call.ts';
import { QueueFault } from '../../functions/adapters/sqs/wake-queue.ts';
import { CatalogFault } from '../../functions/adapters/system/catalog-file.ts';
import { IamFault, SlackFault } from '../../functions/core/fault.ts';
import { Refused, Unreachable, UsageError } from './command.ts';

/** How a command that threw ends: its exit code, and what is said. */
export interface Ending {
  readonly code: number;
  readonly lines: readonly string[];
}

const sentence = (text: string): string => {
  // A name of a file or a call stays as it is written.
  const whole = /^[a-z]+(?=[\s,;:])/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
  return /[.!?]$/.test(whole) ? whole : `${whole}.`;
};

const NO_CREDENTIALS =
  'No AWS credentials were found. Name a profile with --profile or AWS_PROFILE; against the local stack start it with "npm start".';
const EXPIRED =
  'The AWS credentials have run out, or are none of this account. Sign in again, then repeat the command.';

const messages = (error: unknown, depth = 0): string => {
  if (!(error instanceof Error) || depth > 5) return '';
  return `${error.name}: ${error.message} ${messages(error.cause, depth + 1)}`;
};

/** What would help where a call failed for a reason that lies with the caller's own credentials. */
export const aboutCredentials = (error: unknown): string | undefined => {
  const all = messages(error);
  if (/CredentialsProviderError|Could not load credentials|Could not resolve credentials/.test(all))
    return NO_CREDENTIALS;
  if (/ExpiredToken|InvalidClientTokenId|UnrecognizedClient|SSO session|token has expired/i.test(all)) return EXPIRED;
  if (/Region is missing/.test(all))
    return 'No AWS region is known: set AWS_REGION or --region to that of the hub stack.';
  return undefined;
};

const isNetwork = (error: unknown): boolean =>
  /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNRESET|TimeoutError/.test(messages(error));

const FILE_FAULTS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'that is not allowed',
  EPERM: 'that is not allowed',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of it is not a folder',
  EROFS: 'nothing can be written there',
  ENOSPC: 'there is no space left',
};

/** What the machine says of a file that somebody named; a path tells it from every other error with such a code. */
const aboutFile = (error: unknown): string | undefined => {
  const { code = '', path, syscall = '' } = error as NodeJS.ErrnoException;
  if (!(error instanceof Error) || path === undefined || FILE_FAULTS[code] === undefined) return undefined;
  return `${path} cannot be ${/open|write|mkdir/.test(syscall) ? 'opened or written' : 'read'}: ${FILE_FAULTS[code]}.`;
};

const S3_HINT = 'See that the bucket is there, in the region of the hub (--region), and that S3 can be reached.';
const S3_HINTS: Readonly<Record<string, string>> = {
  AccessDenied:
    'See that these credentials may call s3:ListBucketVersions on the bucket (verify), s3:GetObjectVersion (verify) or s3:PutObject (export) on what is in it, and use its key.',
};

/** Says what happened in sentences; a stack trace only for mistakes of our own. */
export const endingOf = (error: unknown): Ending => {
  if (error instanceof UsageError || error instanceof CatalogFault)
    return { code: 2, lines: [sentence(error.message)] };
  if (error instanceof Refused) return { code: 1, lines: [sentence(error.message)] };
  if (error instanceof Unreachable) return { code: 3, lines: [sentence(error.message)] };
  if (error instanceof AggregateError) {
    const endings = error.errors.map(endingOf);
    return { code: Math.max(...endings.map(({ code }) => code)), lines: endings.flatMap(({ lines }) => lines) };
  }
  const credentials = aboutCredentials(error);
  if (credentials !== undefined) return { code: 3, lines: [credentials] };
  if (error instanceof IamFault || error instanceof SlackFault)
    return { code: 3, lines: [sentence(error.message), sentence(error.fix)] };
  if (error instanceof S3Fault) return { code: 3, lines: [sentence(error.message), S3_HINTS[error.code] ?? S3_HINT] };
  if (error instanceof StoreFault || error instanceof QueueFault)
    return {
      code: 3,
      lines: [
        sentence(error.message),
        isNetwork(error)
          ? 'Nothing answers there: see that the region is right, or that the local stack runs (npm start).'
          : 'See that the table and the queue are those of the hub stack, and that these credentials may use them.',
      ],
    };
  const about = aboutFile(error);
  if (about !== undefined) return { code: 2, lines: [about] };
  if (isNetwork(error)) return { code: 3, lines: [sentence((error as Error).message || 'Nothing answers there')] };
  const { name, stack, message } =
    error instanceof Error ? error : { name: 'Error', stack: '', message: String(error) };
  // What AWS itself refused carries this field; nothing of it is a mistake of ours.
  if (typeof (error as { $metadata?: object }).$metadata === 'object')
    return { code: 3, lines: [sentence(`AWS refused: ${name}: ${message}`)] };
  return {
    code: 70,
    lines: ['This is a mistake of assume-bot; please report it with the lines below.', stack ?? message],
  };
};
