import { createSystemClock } from '../../adapters/system/clock.ts';
import { composeReconcile } from './compose.ts';

/** Lambda entry: wake-ups of the queue. */
export const handler = await composeReconcile(process.env, createSystemClock());
