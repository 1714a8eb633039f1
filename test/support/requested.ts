import type { Request } from '../../functions/core/request/request.ts';
import type { World } from './a-world.ts';

/** A pending request that the workers have prepared, with its card. */
export const requested = async (
  world: World,
  name = 'alice',
  options: Parameters<World['requestAccess']>[2] = {},
): Promise<Request> => {
  const submitted = await world.requestAccess(name, 'prod-s3', options);
  if (submitted.kind !== 'requested') throw new Error(`not asked: ${JSON.stringify(submitted)}`);
  await world.settle();
  return submitted.request;
};
