import type { PolicySource } from '../../policy/sides.ts';
import type { Statement } from '../../trust/documents.ts';

/** The kinds of documents that a change names, as in the output of `--json`. */
export type ChangedDocument =
  | 'role-policy'
  | 'user-policy'
  | 'managed-policy'
  | 'permissions-boundary'
  | 'service-control-policy'
  | 'resource-control-policy'
  | 'bucket-policy'
  | 'key-policy'
  | 'trust-policy'
  | 'ownership-controls'
  | 'object-encryption'
  | 'key-state'
  | 'catalog';

/** One change that makes Terraform work. */
export interface Change {
  readonly document: ChangedDocument;
  readonly account: string;
  /** The role, bucket, key or policy: its ARN, name or ID. */
  readonly target: string;
  readonly kind: 'add' | 'replace' | 'remove';
  /** The name of an inline policy. */
  readonly policyName?: string;
  /** The statement to add, or the new form of a replaced statement. */
  readonly statement?: Statement;
  /** The statement that is replaced or removed, as it is deployed, and its position from 0. */
  readonly was?: Statement;
  readonly index?: number;
  /** The new value of a setting, for documents without statements. */
  readonly value?: unknown;
  /** An AWS CLI command for a change that is not one of a policy. */
  readonly command?: readonly string[];
}

/** The inline policy that added statements of a role go to. */
export const ADDED_POLICY = 'terraform-state';

const isUser = (of: string): boolean => of.includes(':user/');

/** The document of a policy source. */
export const documentOf = ({ kind, of }: PolicySource): ChangedDocument => {
  switch (kind) {
    case 'inline':
      return isUser(of) ? 'user-policy' : 'role-policy';
    case 'managed':
      return 'managed-policy';
    case 'boundary':
      return 'permissions-boundary';
    case 'scp':
      return 'service-control-policy';
    case 'rcp':
      return 'resource-control-policy';
    case 'bucket':
      return 'bucket-policy';
    case 'key':
      return 'key-policy';
    case 'trust':
      return 'trust-policy';
    default:
      return kind satisfies never;
  }
};

/** Where a change to a policy goes. */
export const placeOf = (source: PolicySource): Pick<Change, 'document' | 'account' | 'target' | 'policyName'> => {
  const { kind, accountId, of, policy } = source;
  const isOwnDocument = kind === 'managed' || kind === 'boundary' || kind === 'scp' || kind === 'rcp';
  return {
    document: documentOf(source),
    account: accountId,
    target: isOwnDocument ? (policy ?? of) : of,
    ...(kind === 'inline' && policy !== undefined ? { policyName: policy } : {}),
  };
};

/** One key for each document. */
export const placeKey = ({
  document,
  target,
  policyName,
}: Pick<Change, 'document' | 'target' | 'policyName'>): string => [document, target, policyName ?? ''].join('\n');
