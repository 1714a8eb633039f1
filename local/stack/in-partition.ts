import type { LocalAws } from '@assume-bot/local-aws/types';
import type { StackCatalog } from './stack-catalog.ts';

/** The region in which the local AWS of a partition runs: that of its IAM. */
const REGIONS: Readonly<Record<string, string>> = {
  aws: 'us-east-1',
  'aws-cn': 'cn-north-1',
  'aws-us-gov': 'us-gov-west-1',
};

/** The region for the partition of a catalog. */
export const regionOf = ({ roles }: Pick<StackCatalog, 'roles'>): string => {
  const [first] = Object.values(roles);
  return REGIONS[first?.arn.split(':')[1] ?? ''] ?? 'us-east-1';
};

/**
 * The local AWS for names of the standard partition. Names of this stack are written for it, and translated where the
 * local AWS runs in another partition: `arn:aws:dynamodb:us-east-1:…` becomes `arn:aws-cn:dynamodb:cn-north-1:…`.
 */
export const inPartition = (aws: LocalAws): LocalAws => {
  const { partition, region } = aws;
  if (partition === 'aws') return aws;
  const translated = (value: unknown): unknown =>
    value === undefined || typeof value === 'function'
      ? value
      : JSON.parse(
          JSON.stringify(value).replaceAll('arn:aws:', `arn:${partition}:`).replaceAll(':us-east-1:', `:${region}:`),
        );
  return new Proxy(aws, {
    get: (target, key) => {
      const member: unknown = Reflect.get(target, key);
      // A request is passed on as it was signed.
      if (typeof member !== 'function' || key === 'verifySigned') return member;
      return (...values: readonly unknown[]) => member.apply(target, values.map(translated));
    },
  });
};
