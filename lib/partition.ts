/** Region prefixes of the partitions other than `aws`: https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
const PREFIXES: Readonly<Record<string, string>> = {
  'cn-': 'aws-cn',
  'us-gov-': 'aws-us-gov',
  'us-iso-': 'aws-iso',
  'us-isob-': 'aws-iso-b',
  'eu-isoe-': 'aws-iso-e',
  'us-isof-': 'aws-iso-f',
  'eusc-': 'aws-eusc',
};

/** The partition of a region: the second part of every ARN in it. */
export const partitionOfRegion = (region: string): string =>
  Object.entries(PREFIXES).find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';

/**
 * The values that `kms:ViaService` can have for a service. In China, AWS documents endpoints that end with `.cn`; both forms are
 * listed there, because only AWS sets this key.
 */
export const viaServices = (services: readonly string[], region: string): readonly string[] =>
  services.flatMap((service) => {
    const name = `${service}.${region}.amazonaws.com`;
    return partitionOfRegion(region) === 'aws-cn' ? [name, `${name}.cn`] : [name];
  });
