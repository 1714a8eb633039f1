import type { Request } from '../../functions/core/request/request.ts';
import type { World } from './a-world.ts';

/** What somebody has asked for, once the workers have prepared it: a card stands, and nobody has decided. */
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
