import { createSystemClock } from '../../adapters/system/clock.ts';
import { composeSlackEvents } from './compose.ts';

/** Lambda entry: requests of Slack through API Gateway. */
export const handler = await composeSlackEvents(process.env, createSystemClock());
