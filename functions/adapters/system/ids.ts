import { randomUUID } from 'node:crypto';

/** Unique ids that cannot be guessed. */
export const createSystemIds = (): { fresh(): string } => ({ fresh: () => randomUUID() });
