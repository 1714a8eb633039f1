import { createSystemClock } from '../../adapters/system/clock.ts';
import { composeSweep } from './compose.ts';

/** Lambda entry: the schedule, each minute. The event is ignored. */
export const handler = await composeSweep(process.env, createSystemClock());
