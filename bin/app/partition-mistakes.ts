import type { Catalog } from '../../functions/core/catalog/catalog.ts';
import { partitionOf } from '../../functions/core/names.ts';
import { partitionOfRegion } from '../../lib/partition.ts';

/** Roles of the catalog that the hub cannot reach: IAM trust does not cross partitions. The catalog itself has one partition. */
export const partitionMistakes = ({ roles }: Pick<Catalog, 'roles'>, region: string): readonly string[] => {
  const partition = partitionOfRegion(region);
  return Object.values(roles)
    .filter(({ arn }) => partitionOf(arn) !== partition)
    .slice(0, 1)
    .map(
      ({ arn }) =>
        `the catalog has roles such as ${arn}, but assume-bot:region is ${region}, in the partition ${partition}; trust does not cross partitions`,
    );
};
