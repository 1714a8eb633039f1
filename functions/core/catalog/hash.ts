import { canonicalJson, sha256 } from '../hash.ts';
import type { Catalog } from './catalog.ts';

/** The name a compiled catalog is known by: the same for the same content, in whatever order its keys stand. */
export const hashCatalog = (content: Omit<Catalog, 'hash'>): string => sha256(canonicalJson(content));
