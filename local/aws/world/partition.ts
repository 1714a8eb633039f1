/** AWS partitions: commercial regions, China, GovCloud (US). */
export type Partition = 'aws' | 'aws-cn' | 'aws-us-gov';

/** Matches the partition of an ARN, as part of a regular expression. */
export const PARTITION_PATTERN = 'aws(?:-cn|-us-gov)?';

/** The partition of a region. Source: AWS General Reference, "Amazon Resource Names": partitions. */
export const partitionOfRegion = (region: string): Partition => {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
};

/**
 * The region that requests to IAM are signed for. Source: AWS General Reference, "AWS Identity and Access Management endpoints and
 * quotas": us-east-1, in China cn-north-1, in GovCloud us-gov-west-1.
 */
export const iamRegionOf = (partition: Partition): string =>
  ({ aws: 'us-east-1', 'aws-cn': 'cn-north-1', 'aws-us-gov': 'us-gov-west-1' })[partition];

/** The end of the host names of a region. Source: AWS General Reference, "AWS service endpoints". */
export const domainOfRegion = (region: string): string =>
  partitionOfRegion(region) === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';

/** The partition of an account. Accounts in a state file of an earlier release have none and are commercial. */
export const partitionOf = ({ partition = 'aws' }: { readonly partition?: Partition }): Partition => partition;
