import { createSystemClock } from '../../adapters/system/clock.ts';
import { composeApi } from './compose.ts';

/** Lambda entry: requests of users through API Gateway, which has verified their signature. */
export const handler = await composeApi(process.env, createSystemClock());
