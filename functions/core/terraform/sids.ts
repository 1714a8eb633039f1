import { createHash } from 'node:crypto';

const words = (name: string): string =>
  name
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');

const isReversible = (name: string, joined: string): boolean =>
  joined.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).slice(1) === name;

const HASH_CHARACTERS = 6;

/**
 * A suffix for the Sids of one bundle or role, in the characters of IAM: `terraform-prod` is `TerraformProd`. Names that would
 * share a suffix get a hash, because a policy with the same Sid twice is refused.
 */
export const sidSuffix = (name: string): string => {
  const joined = words(name);
  if (isReversible(name, joined)) return joined;
  return `${joined}${createHash('sha256').update(name).digest('hex').slice(0, HASH_CHARACTERS)}`;
};
