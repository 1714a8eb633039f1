import { createSystemClock } from '../../adapters/system/clock.ts';
import { composeSweep } from './compose.ts';

const sweep = await composeSweep(process.env, createSystemClock());

/** Lambda entry: the schedule, each minute. What it is sent does not matter. */
export const handler = async (): Promise<void> => sweep();
