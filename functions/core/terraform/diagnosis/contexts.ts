import { type Context, contextOf, type Facts } from '../../policy/context.ts';
import type { Caller } from '../../policy/principals.ts';
import { viaService } from '../via-s3.ts';
import type { OrganizationFacts, Seen, TerraformFacts } from './facts.ts';

/** Condition keys that only calls of AWS services have, or calls that set tags. */
const OF_OTHERS: Facts = {
  'aws:PrincipalIsAWSService': 'false',
  'aws:PrincipalServiceName': 'absent',
  'aws:PrincipalServiceNamesList': 'absent',
  'aws:SourceArn': 'absent',
  'aws:SourceAccount': 'absent',
  'aws:SourceOrgID': 'absent',
  'aws:RequestTag/*': 'absent',
  'aws:TagKeys': 'absent',
};

const organizationId = (organization: Seen<OrganizationFacts> | undefined): string | undefined =>
  organization?.kind === 'seen' ? (organization.value.id ?? 'absent') : undefined;

/** Tags and the unique ID of a caller, as far as they were read. */
export interface CallerDetails {
  /** Such as AROA…; undefined if it was not read. */
  readonly id?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** Whether the session may carry tags of its own. */
  readonly mayHaveSessionTags?: boolean;
}

const callerFacts = (caller: Caller, { id, tags, mayHaveSessionTags }: CallerDetails): Facts => {
  const isRole = caller.kind === 'role';
  const suffix = caller.sessionName;
  return {
    'aws:PrincipalArn': caller.arn,
    'aws:PrincipalAccount': caller.accountId,
    'aws:PrincipalType': isRole ? 'AssumedRole' : 'User',
    'aws:userid': !isRole ? id : id === undefined || suffix === undefined ? undefined : `${id}:${suffix}`,
    'aws:username': isRole ? 'absent' : caller.arn.slice(caller.arn.lastIndexOf('/') + 1),
    ...(tags === undefined || mayHaveSessionTags ? {} : { 'aws:PrincipalTag/*': 'absent' }),
    ...(mayHaveSessionTags
      ? {}
      : Object.fromEntries(Object.entries(tags ?? {}).map(([key, value]) => [`aws:PrincipalTag/${key}`, value]))),
  };
};

/** What is known about every call of a caller. Source: AWS, IAM User Guide, "AWS global condition context keys". */
export const callFacts = (
  { now, organizations }: Pick<TerraformFacts, 'now' | 'organizations'>,
  caller: Caller,
  details: CallerDetails,
  resource: { readonly accountId: string; readonly region: string },
): Facts => ({
  ...OF_OTHERS,
  ...callerFacts(caller, details),
  'aws:PrincipalOrgID': organizationId(organizations[caller.accountId]),
  'aws:CurrentTime': now.toISOString(),
  'aws:EpochTime': String(Math.floor(now.getTime() / 1000)),
  'aws:TokenIssueTime': caller.kind === 'role' ? now.toISOString() : undefined,
  'aws:RequestedRegion': resource.region,
  'aws:ResourceAccount': resource.accountId,
  'aws:ResourceOrgID': organizationId(organizations[resource.accountId]),
  // Terraform, the AWS CLI and the SDKs call AWS over TLS.
  'aws:SecureTransport': 'true',
});

/** Condition keys of S3. Source: AWS, Service Authorization Reference, "Actions, resources, and condition keys for Amazon S3". */
export const s3Facts = (accountId: string, own: Facts): Facts => ({
  'aws:ViaAWSService': 'false',
  's3:ResourceAccount': accountId,
  's3:authType': 'REST-HEADER',
  's3:signatureversion': 'AWS4-HMAC-SHA256',
  's3:TlsVersion': '1.3',
  's3:DataAccessPoint*': 'absent',
  's3:RequestObjectTag*': 'absent',
  's3:x-amz-*': 'absent',
  's3:x-amz-content-sha256': undefined,
  's3:object-lock-*': 'absent',
  's3:versionid': 'absent',
  's3:if-match': 'absent',
  's3:if-none-match': 'absent',
  's3:prefix': 'absent',
  's3:delimiter': 'absent',
  's3:max-keys': 'absent',
  'kms:*': 'absent',
  ...own,
});

/** A use of a KMS key by S3 for a caller. */
export interface KeyUse {
  readonly keyArn: string;
  readonly callerAccount: string;
  /** The region of the bucket. */
  readonly region: string;
  /** The ARN that S3 sends as the encryption context. */
  readonly s3Arn: string | undefined;
}

/** Condition keys of KMS. Source: AWS, KMS Developer Guide, "AWS KMS condition keys". */
export const kmsFacts = ({ keyArn, callerAccount, region, s3Arn }: KeyUse): Facts => ({
  'kms:ViaService': viaService(keyArn, region),
  'kms:CallerAccount': callerAccount,
  'kms:EncryptionContext:*': s3Arn === undefined ? undefined : 'absent',
  'kms:EncryptionContext:aws:s3:arn': s3Arn,
  'kms:EncryptionContextKeys': ['aws:s3:arn'],
  'kms:GrantIsForAWSResource': 'absent',
  'kms:RequestAlias': 'absent',
  'kms:KeySpec': 'SYMMETRIC_DEFAULT',
  'kms:KeyUsage': 'ENCRYPT_DECRYPT',
  's3:*': 'absent',
});

/** Facts of a call, with the values that the operator states in place of what is not known. */
export const contextWith = (given: Readonly<Record<string, string>>, facts: Facts): Context =>
  contextOf({
    ...facts,
    ...Object.fromEntries(Object.entries(given).map(([key, value]) => [key.toLowerCase(), value])),
  });
