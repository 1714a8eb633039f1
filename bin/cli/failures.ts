import { StoreFault } from '../../functions/adapters/dynamodb/fault.ts';
import { S3Fault } from '../../functions/adapters/s3/client.ts';
import { QueueFault } from '../../functions/adapters/sqs/wake-queue.ts';
import { CatalogFault } from '../../functions/adapters/system/catalog-file.ts';
import { IamFault, SlackFault } from '../../functions/core/fault.ts';
import { FILE_FAILURES, failureText, sentence } from '../../functions/core/text/cli/failures.ts';
import { Refused, Unreachable, UsageError } from './errors.ts';

/** The exit code and the output of a command that threw an error. */
export interface Ending {
  readonly code: number;
  readonly lines: readonly string[];
}

const messages = (error: unknown, depth = 0): string => {
  if (!(error instanceof Error) || depth > 5) return '';
  return `${error.name}: ${error.message} ${messages(error.cause, depth + 1)}`;
};

/** The fix for a failure that the caller's own credentials caused. */
export const aboutCredentials = (error: unknown): string | undefined => {
  const all = messages(error);
  if (/CredentialsProviderError|Could not load credentials|Could not resolve credentials/.test(all))
    return failureText.noCredentials;
  if (/ExpiredToken|InvalidClientTokenId|UnrecognizedClient|SSO session|token has expired/i.test(all))
    return failureText.expiredCredentials;
  return /Region is missing/.test(all) ? failureText.noRegion : undefined;
};

const isNetwork = (error: unknown): boolean =>
  /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNRESET|TimeoutError/.test(messages(error));

/** The message for a file error. Errors without a path have other causes. */
const aboutFile = (error: unknown): string | undefined => {
  const { code = '', path, syscall = '' } = error as NodeJS.ErrnoException;
  const why = FILE_FAILURES[code];
  if (!(error instanceof Error) || path === undefined || why === undefined) return undefined;
  return failureText.file(path, /open|write|mkdir/.test(syscall) ? 'opened or written' : 'read', why);
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
  if (error instanceof S3Fault) {
    const { AccessDenied, other } = failureText.s3;
    return { code: 3, lines: [sentence(error.message), error.code === 'AccessDenied' ? AccessDenied : other] };
  }
  if (error instanceof StoreFault || error instanceof QueueFault)
    return {
      code: 3,
      lines: [sentence(error.message), isNetwork(error) ? failureText.hubUnreachable : failureText.hubRefused],
    };
  const about = aboutFile(error);
  if (about !== undefined) return { code: 2, lines: [about] };
  if (isNetwork(error))
    return { code: 3, lines: [sentence(failureText.noAnswer((error as Error).message)), failureText.unreachable] };
  const { name, stack, message } =
    error instanceof Error ? error : { name: 'Error', stack: '', message: String(error) };
  // Errors from AWS have this field. They are not internal errors.
  if (typeof (error as { $metadata?: object }).$metadata === 'object')
    return { code: 3, lines: [sentence(failureText.awsRefused(name, message))] };
  return { code: 70, lines: [failureText.internal, stack ?? message] };
};
