/** A version of Terraform or OpenTofu. */
export interface TerraformVersion {
  readonly product: 'terraform' | 'opentofu';
  readonly major: number;
  readonly minor: number;
}

/** What the blocks are written for if the version is not known: the latest form. */
export const LATEST: TerraformVersion = { product: 'terraform', major: 1, minor: 11 };

/** Reads `1.9`, `v1.11.4`, or `opentofu-1.10`; undefined for every other text. */
export const parseVersion = (text: string): TerraformVersion | undefined => {
  const [, product, major, minor] =
    /^(?:(terraform|opentofu|tofu)-)?v?(\d{1,3})\.(\d{1,3})(?:\.\d{1,5})?(?:-[\w.]+)?$/.exec(text) ?? [];
  if (major === undefined || minor === undefined) return undefined;
  return {
    product: product === undefined || product === 'terraform' ? 'terraform' : 'opentofu',
    major: Number(major),
    minor: Number(minor),
  };
};

/** How a version writes the role and the lock of the S3 backend. */
export interface BackendForm {
  /** `nested`: `assume_role = { … }`; `flat`: `role_arn` and `session_name` of the backend itself. */
  readonly role: 'nested' | 'flat';
  /** `file`: `use_lockfile`; `table`: only a DynamoDB table locks. */
  readonly lock: 'file' | 'experimental_file' | 'table';
}

const isAtLeast = ({ major, minor }: TerraformVersion, other: number): boolean =>
  major > 1 || (major === 1 && minor >= other);

/**
 * The form of a version. Sources: HashiCorp, upgrade guide of Terraform 1.6 (`assume_role`) and changelogs of 1.10 and 1.11
 * (`use_lockfile`); OpenTofu, "What's new in OpenTofu 1.10".
 */
export const backendForm = (version: TerraformVersion): BackendForm => {
  const role = isAtLeast(version, 6) ? 'nested' : 'flat';
  if (version.product === 'opentofu') return { role, lock: isAtLeast(version, 10) ? 'file' : 'table' };
  if (isAtLeast(version, 11)) return { role, lock: 'file' };
  return { role, lock: isAtLeast(version, 10) ? 'experimental_file' : 'table' };
};
