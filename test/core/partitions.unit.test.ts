import { describe, expect, it } from 'vitest';
import { partitionNamed, partitionOfRegion, rootArn } from '../../functions/core/partitions.ts';

describe('the partitions of AWS', () => {
  it.each([
    ['eu-central-1', 'aws'],
    ['us-gov-east-1', 'aws-us-gov'],
    ['us-gov-west-1', 'aws-us-gov'],
    ['cn-northwest-1', 'aws-cn'],
  ])('are found by the region %s', (region, partition) => {
    expect(partitionOfRegion(region)).toBe(partition);
  });

  it.each(['aws', 'aws-cn', 'aws-us-gov'])('have the region of their IAM, which is in the partition: %s', (name) => {
    expect(partitionOfRegion(partitionNamed(name).iamRegion)).toBe(name);
  });

  it('are only those that the bot supports', () => {
    expect(() => partitionNamed('aws-iso')).toThrow('"aws-iso" is none of aws, aws-cn, aws-us-gov');
    expect(() => partitionNamed('constructor')).toThrow(RangeError);
  });

  it('are part of the ARN of an account root', () => {
    expect(rootArn('111111111111', 'aws-cn')).toBe('arn:aws-cn:iam::111111111111:root');
  });
});
