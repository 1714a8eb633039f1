import type { Request } from '../../functions/core/request/request.ts';
import type { World } from './a-world.ts';

/** What somebody has asked for, once the workers have prepared it: a card stands, and nobody has decided. */
export const asked = async (
  world: World,
  name = 'alice',
  options: Parameters<World['ask']>[2] = {},
): Promise<Request> => {
  const asking = await world.ask(name, 'prod-s3', options);
  if (asking.kind !== 'asked') throw new Error(`not asked: ${JSON.stringify(asking)}`);
  await world.settle();
  return asking.request;
};
