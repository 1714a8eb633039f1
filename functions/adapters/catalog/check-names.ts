import { RESERVED_NAMES } from '../../core/command/reserved-names.ts';
import { type AccessName, parseAccessName } from '../../core/names.ts';
import type { Path } from './problems.ts';
import type { Source } from './read.ts';
import { ACCESS_NAME } from './schema-parts.ts';

/** Reports a name that a role or bundle cannot have. */
export const checkAccessName = (name: string, path: Path, what: string, source: Source): void => {
  if (RESERVED_NAMES.has(name.toLowerCase()))
    source.problem(path, `"${name}" is reserved for commands; choose another name for the ${what}`, 'key');
  else if (!ACCESS_NAME.test(name))
    source.problem(
      path,
      `"${name}" is not a valid name for a ${what}; expected 2 to 50 lower-case letters, digits and dashes, beginning with a letter, such as ${suggestName(name)}`,
      'key',
    );
};

const suggestName = (name: string): AccessName => {
  const tidy = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 50);
  return parseAccessName(ACCESS_NAME.test(tidy) ? tidy : 'prod-s3');
};
