import { randomUUID } from 'node:crypto';

/** Ids that nobody can guess and that are never made twice. */
export const createSystemIds = (): { fresh(): string } => ({ fresh: () => randomUUID() });
