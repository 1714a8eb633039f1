/** What differs between the partitions of AWS. */
interface Partition {
  /** The region of IAM's only control plane, which calls to IAM are signed for. STS answers there too. */
  readonly iamRegion: string;
  /** The host of IAM's only endpoint. */
  readonly iamHost: string;
  /** The end of the host names of regional endpoints. */
  readonly domain: string;
  /** The host of Switch Role in the console. */
  readonly signIn: string;
  /** The first characters of the names of its regions; all other regions are in `aws`. */
  readonly regions?: RegExp;
}

/**
 * The partitions that the bot supports. This is the only place with names of regions and hosts.
 * Source: AWS, "AWS Identity and Access Management endpoints and quotas"; "Amazon Resource Names (ARNs)"; "Switching to a
 * role (console)".
 */
const PARTITIONS: Readonly<Record<string, Partition>> = {
  aws: {
    iamRegion: 'us-east-1',
    iamHost: 'iam.amazonaws.com',
    domain: 'amazonaws.com',
    signIn: 'signin.aws.amazon.com',
  },
  'aws-cn': {
    iamRegion: 'cn-north-1',
    iamHost: 'iam.cn-north-1.amazonaws.com.cn',
    domain: 'amazonaws.com.cn',
    signIn: 'signin.amazonaws.cn',
    regions: /^cn-/,
  },
  'aws-us-gov': {
    iamRegion: 'us-gov-west-1',
    iamHost: 'iam.us-gov.amazonaws.com',
    domain: 'amazonaws.com',
    signIn: 'signin.amazonaws-us-gov.com',
    regions: /^us-gov-/,
  },
};

/** The partition where nothing names another one. */
export const DEFAULT_PARTITION = 'aws';

/** The region of buckets for which S3 names no location. Source: AWS, S3 API Reference, GetBucketLocation. */
export const DEFAULT_LOCATION_REGION = 'us-east-1';

export const PARTITION_NAMES: readonly string[] = Object.keys(PARTITIONS);

/** The properties of a partition. Throws RangeError for a partition that is not supported. */
export const partitionNamed = (name: string): Partition => {
  const found = Object.hasOwn(PARTITIONS, name) ? PARTITIONS[name] : undefined;
  if (found === undefined) throw new RangeError(`"${name}" is none of ${PARTITION_NAMES.join(', ')}`);
  return found;
};

/** The partition of a region. */
export const partitionOfRegion = (region: string): string =>
  PARTITION_NAMES.find((name) => PARTITIONS[name]?.regions?.test(region)) ?? DEFAULT_PARTITION;

/** The ARN of the root of an account in a partition. As a principal, it means the whole account. */
export const rootArn = (accountId: string, partition = DEFAULT_PARTITION): string =>
  `arn:${partition}:iam::${accountId}:root`;
