import { describe, expect, it } from 'vitest';
import { refused } from '../../../functions/adapters/aws/sdk-refusal.ts';
import { IamFault } from '../../../functions/core/fault.ts';

const ACCOUNT = '333333333333';
const errorOf = (name: string, message: string, more: object = {}) =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: 403 }, ...more });
const whyOf = (error: unknown): string => refused('s3:GetBucketPolicy', ACCOUNT, error).why;

describe('a read that AWS refused', () => {
  it('says what was called, and what AWS answered, in one line', () => {
    expect(whyOf(errorOf('AccessDenied', 'User: ops is not authorized'))).toBe(
      's3:GetBucketPolicy: AccessDenied: User: ops is not authorized.',
    );
    expect(whyOf(errorOf('NotFoundException', ''))).toBe('s3:GetBucketPolicy: NotFound.');
  });

  it('never shows XML or a stack trace', () => {
    const xml = '<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>';

    expect(whyOf(errorOf('AccessDenied', xml))).toBe('s3:GetBucketPolicy: AccessDenied: Access Denied.');
    expect(whyOf(errorOf('SyntaxError', 'Unexpected token \'<\', "<html><body>" is not valid JSON'))).toBe(
      's3:GetBucketPolicy: SyntaxError: the answer could not be read.',
    );
    expect(whyOf(errorOf('Error', 'it failed\n    at send (client.js:1:2)'))).not.toContain('client.js');
  });

  it('names the account whose credentials are missing', () => {
    const missing = errorOf('CredentialsProviderError', 'Could not load credentials from any providers');
    const closed = new IamFault({
      kind: 'manager_unreachable',
      message: 'the credentials are those of account 111111111111',
      fix: 'use others',
      retryable: false,
      resource: `arn:aws:iam::${ACCOUNT}:root`,
    });

    expect(refused('kms:ListGrants', ACCOUNT, missing)).toMatchObject({ lacksCredentialsOf: ACCOUNT });
    expect(refused('iam:GetRole', ACCOUNT, closed)).toEqual({
      kind: 'not_seen',
      why: 'the credentials are those of account 111111111111.',
      fix: `Pass a profile that may call iam:GetRole: --account-profile ${ACCOUNT}=PROFILE`,
      lacksCredentialsOf: ACCOUNT,
    });
    expect(refused('kms:ListGrants', ACCOUNT, errorOf('AccessDenied', 'no'))).not.toHaveProperty('lacksCredentialsOf');
  });
});
