/** The parts of AWS that share nothing: commercial regions, China, GovCloud (US). */
export type Partition = 'aws' | 'aws-cn' | 'aws-us-gov';

/** What stands after `arn:` in any partition, as a part of a regular expression. */
export const PARTITION_PATTERN = 'aws(?:-cn|-us-gov)?';

/** The partition that a region belongs to. Source: AWS General Reference, "Amazon Resource Names": partitions. */
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

/** The partition of an account; those of a state that was kept by an earlier release are commercial ones. */
export const partitionOf = ({ partition = 'aws' }: { readonly partition?: Partition }): Partition => partition;
