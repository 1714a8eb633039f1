import { StoreFault } from '../../functions/adapters/dynamodb/fault.ts';
import { S3Fault } from '../../functions/adapters/s3/client.ts';
import { QueueFault } from '../../functions/adapters/sqs/wake-queue.ts';
import { CatalogFault } from '../../functions/adapters/system/catalog-file.ts';
import { IamFault, SlackFault } from '../../functions/core/fault.ts';
import { Refused, Unreachable, UsageError } from './command.ts';

/** The exit code and the output of a command that threw an error. */
export interface Ending {
  readonly code: number;
  readonly lines: readonly string[];
}

const sentence = (text: string): string => {
  // File names and call names keep their case.
  const whole = /^[a-z]+(?=[\s,;:])/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
  return /[.!?]$/.test(whole) ? whole : `${whole}.`;
};

const NO_CREDENTIALS =
  'No AWS credentials were found. Set a profile with --profile or AWS_PROFILE, or start the local stack with "npm start".';
const EXPIRED = 'The AWS credentials have expired or are invalid. Sign in again, then repeat the command.';

const messages = (error: unknown, depth = 0): string => {
  if (!(error instanceof Error) || depth > 5) return '';
  return `${error.name}: ${error.message} ${messages(error.cause, depth + 1)}`;
};

/** The fix for a failure that the caller's own credentials caused. */
export const aboutCredentials = (error: unknown): string | undefined => {
  const all = messages(error);
  if (/CredentialsProviderError|Could not load credentials|Could not resolve credentials/.test(all))
    return NO_CREDENTIALS;
  if (/ExpiredToken|InvalidClientTokenId|UnrecognizedClient|SSO session|token has expired/i.test(all)) return EXPIRED;
  if (/Region is missing/.test(all))
    return 'No AWS region is set: set AWS_REGION or --region to the region of the hub stack.';
  return undefined;
};

const isNetwork = (error: unknown): boolean =>
  /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNRESET|TimeoutError/.test(messages(error));

const FILE_FAULTS: Readonly<Record<string, string>> = {
  ENOENT: 'the file or folder does not exist',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'part of the path is not a folder',
  EROFS: 'the file system is read-only',
  ENOSPC: 'there is no space left',
};

/** The message for a file error. Errors without a path have other causes. */
const aboutFile = (error: unknown): string | undefined => {
  const { code = '', path, syscall = '' } = error as NodeJS.ErrnoException;
  if (!(error instanceof Error) || path === undefined || FILE_FAULTS[code] === undefined) return undefined;
  return `${path} cannot be ${/open|write|mkdir/.test(syscall) ? 'opened or written' : 'read'}: ${FILE_FAULTS[code]}.`;
};

const S3_HINT = 'Check that the bucket exists in the region of the hub (--region), and that S3 is reachable.';
const S3_HINTS: Readonly<Record<string, string>> = {
  AccessDenied:
    'Check that these credentials allow s3:ListBucketVersions on the bucket (verify), s3:GetObjectVersion (verify) or s3:PutObject (export) on its objects, and the use of its key.',
};

/** Describes an error in sentences. Only internal errors print a stack trace. */
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
          ? 'No answer: check that the region is correct, or that the local stack is running (npm start).'
          : 'Check that the table and the queue belong to the hub stack, and that these credentials can use them.',
      ],
    };
  const about = aboutFile(error);
  if (about !== undefined) return { code: 2, lines: [about] };
  if (isNetwork(error)) return { code: 3, lines: [sentence((error as Error).message || 'No answer')] };
  const { name, stack, message } =
    error instanceof Error ? error : { name: 'Error', stack: '', message: String(error) };
  // Errors from AWS have this field. They are not internal errors.
  if (typeof (error as { $metadata?: object }).$metadata === 'object')
    return { code: 3, lines: [sentence(`AWS refused: ${name}: ${message}`)] };
  return {
    code: 70,
    lines: ['This is an internal error of assume-bot. Please report it with the lines below.', stack ?? message],
  };
};
