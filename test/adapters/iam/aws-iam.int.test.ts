import { iamContract } from '../../support/iam.contract.ts';
import { aLocalIam } from './a-local-iam.ts';

iamContract('AWS', (seed, hub) => aLocalIam(seed, { hub }));
