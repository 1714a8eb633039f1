import { createSystemClock } from '../../adapters/system/clock.ts';
import { composeSweep } from './compose.ts';

/** Lambda entry: the schedule, each minute. What it is sent does not matter. */
export const handler = await composeSweep(process.env, createSystemClock());
