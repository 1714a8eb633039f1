import { createSystemClock } from '../../adapters/system/clock.ts';
import { composeSlackEvents } from './compose.ts';

/** Lambda entry: what Slack sends, by way of API Gateway. */
export const handler = await composeSlackEvents(process.env, createSystemClock());
