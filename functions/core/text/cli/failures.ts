import { didYouMean } from './shared.ts';

/** What the CLI prints about a failure: what happened, and the fix. */
export const failureText = {
  noCredentials:
    'No AWS credentials were found. Set a profile that exists and has credentials with --profile or AWS_PROFILE ("aws configure list-profiles" lists them), or start the local stack with "npm start".',
  noProfile: (name: string, nearest: readonly string[]) =>
    `the AWS profile "${name}" does not exist; ${didYouMean(nearest, '"aws configure list-profiles" lists them')}`,
  profileCycle: (profiles: readonly string[]) =>
    `the AWS profile takes its credentials from itself (${profiles.join(' -> ')}); correct source_profile in ~/.aws/config`,
  expiredCredentials: 'The AWS credentials have expired or are invalid. Sign in again, then repeat the command.',
  noRegion:
    'No AWS region is set: set AWS_REGION or --region to the region of the hub stack (for "selftest --assumptions", to any region).',
  file: (path: string, doing: 'read' | 'opened or written', why: string) => `${path} cannot be ${doing}: ${why}.`,
  s3: {
    AccessDenied:
      'Check that these credentials allow s3:ListBucketVersions on the bucket (verify), s3:GetObjectVersion (verify) or s3:PutObject (export) on its objects, and the use of its key.',
    other: 'Check that the bucket exists in the region of the hub (--region), and that S3 is reachable.',
  },
  hubUnreachable: 'No answer: check that the region is correct, or that the local stack is running (npm start).',
  hubRefused: 'Check that the table and the queue belong to the hub stack, and that these credentials can use them.',
  noAnswer: (why: string) => `no answer${why === '' ? '' : `: ${why}`}`,
  unreachable: 'Check that the region is correct, and that AWS and Slack can be reached from this computer.',
  awsRefused: (name: string, message: string) => `AWS refused: ${name}: ${message}`,
  internal: 'This is an internal error of assume-bot. Please report it with the lines below.',
};

/** Why a file cannot be used, by the code of the operating system. */
export const FILE_FAILURES: Readonly<Record<string, string>> = {
  ENOENT: 'the file or folder does not exist',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'part of the path is not a folder',
  EROFS: 'the file system is read-only',
  ENOSPC: 'there is no space left',
};

/** A message as a sentence: it starts with a capital and ends with a full stop. File and call names keep their case. */
export const sentence = (text: string): string => {
  const whole = /^[a-z]+(?=[\s,;:])/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
  return /[.!?)]$/.test(whole) ? whole : `${whole}.`;
};
