import { partitionOf } from '../names.ts';
import { DEFAULT_PARTITION, partitionNamed } from '../partitions.ts';
import { oneOrMany, type Statement } from '../trust/documents.ts';

const inPartition = (partition: string, region: string): string => `s3.${region}.${partitionNamed(partition).domain}`;

/** S3 in a region, as the condition key kms:ViaService names it. Source: AWS, KMS Developer Guide, "kms:ViaService". */
export const viaService = (keyArn: string, region: string): string => inPartition(partitionOf(keyArn), region);

/**
 * Limits the use of a key to S3 in its own region, which is that of the bucket: Terraform never calls KMS itself. The guide does not name
 * the domain in China, so both are allowed there.
 */
export const onlyViaS3 = (keyArn: string): NonNullable<Statement['Condition']> => {
  const region = keyArn.split(':')[3] ?? '';
  const names = new Set([viaService(keyArn, region), inPartition(DEFAULT_PARTITION, region)]);
  return { StringEquals: { 'kms:ViaService': oneOrMany([...names]) } };
};
