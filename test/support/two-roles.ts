import { parseAccessName, parseRoleArn } from '../../functions/core/names.ts';
import type { Request } from '../../functions/core/request/request.ts';
import { aWorld, type World } from './a-world.ts';
import { aCatalog, aRule, U } from './builders.ts';

export const DEPLOY = parseRoleArn('arn:aws:iam::222222222222:role/deploy');
/** A second role, which only bob approves. */
export const deploy = aRule({
  name: parseAccessName('prod-deploy'),
  arn: DEPLOY,
  approvers: [{ kind: 'user', id: U('bob') }],
});
/** A bundle of both roles. */
export const release = { name: parseAccessName('release'), description: '', roles: [aRule().name, deploy.name] };
export const aWorldOfTwo = () =>
  aWorld({ catalog: aCatalog([aRule(), deploy], { bundles: { [release.name]: release } }) });

/** A prepared request. */
export const requested = async (world: World, name: string, what = 'prod-s3'): Promise<Request> => {
  const submitted = await world.requestAccess(name, what);
  if (submitted.kind !== 'requested') throw new Error(`not requested: ${JSON.stringify(submitted)}`);
  await world.settle();
  return submitted.request;
};

/** The open requests of an answer, as `USER NAME STATUS`. */
export const namesIn = (answer: { open?: readonly Request[] }) =>
  (answer.open ?? []).map(({ requested: { by, target }, status }) => `${by} ${target} ${status.kind}`);
