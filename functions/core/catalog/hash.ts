import { canonicalJson, sha256 } from '../hash.ts';
import type { Catalog } from './catalog.ts';

/** The hash of a compiled catalog. The order of keys makes no difference. */
export const hashCatalog = (content: Omit<Catalog, 'hash'>): string => sha256(canonicalJson(content));
