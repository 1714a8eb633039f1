import { AwsError, validationError } from '../errors.ts';
import type { HttpRequest } from './request.ts';

/** The parameters of a query-protocol call. */
export interface Params {
  optional(name: string): string | undefined;
  /** Throws ValidationError if the parameter is missing. */
  required(name: string): string;
  integer(name: string): number | undefined;
  /** `Tags.member.1.Key` and `.Value`, or the values of `TagKeys.member.N`. */
  list(name: string): readonly Readonly<Record<string, string>>[];
  /** Throws for a parameter that this server does not implement, instead of ignoring it. */
  only(names: readonly string[]): void;
}

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

/**
 * The parameters of a query-protocol request, from the body or from the query string of a GET, as in presigned URLs.
 */
export const requestParams = ({ method, query, body }: HttpRequest): Params => {
  if (method !== 'GET') return formParams(body.toString());
  const own = [...new URLSearchParams(query)].filter(([name]) => !name.startsWith('X-Amz-'));
  return formParams(new URLSearchParams(own).toString());
};

/** Parses a form body. */
export const formParams = (body: string): Params => {
  const form = new URLSearchParams(body);
  const optional = (name: string): string | undefined => form.get(name) ?? undefined;
  return {
    optional,
    required: (name) => {
      const value = optional(name);
      if (value !== undefined && value !== '') return value;
      throw validationError(
        `Value null at '${lowerFirst(name)}' failed to satisfy constraint: Member must not be null`,
      );
    },
    integer: (name) => {
      const value = optional(name);
      if (value === undefined) return undefined;
      if (/^-?\d+$/.test(value)) return Number(value);
      throw new AwsError('MalformedInput', `${name} must be a whole number`);
    },
    list: (name) => {
      const entries = new Map<number, Record<string, string>>();
      for (const [key, value] of form) {
        const match = new RegExp(`^${name}\\.member\\.(\\d+)(?:\\.(\\w+))?$`).exec(key);
        if (!match) continue;
        const position = Number(match[1]);
        entries.set(position, { ...entries.get(position), [match[2] ?? 'value']: value });
      }
      return [...entries].sort(([a], [b]) => a - b).map(([, entry]) => entry);
    },
    only: (names) => {
      const known = new Set(['Action', 'Version', ...names]);
      for (const key of form.keys()) {
        const base = key.split('.')[0] ?? key;
        if (!known.has(base))
          throw new AwsError('InvalidParameterValue', `The local AWS does not implement ${base} here.`);
      }
    },
  };
};

/** Throws ValidationError unless the pattern matches the whole value. */
export const requirePattern = (name: string, value: string, pattern: RegExp, shown: string): string => {
  if (pattern.test(value)) return value;
  throw validationError(
    `Value '${value}' at '${lowerFirst(name)}' failed to satisfy constraint: Member must satisfy regular expression pattern: ${shown}`,
  );
};

/** Throws ValidationError unless the length is within the bounds. */
export const requireLength = (name: string, value: string, min: number, max: number): string => {
  const bound = value.length < min ? `greater than or equal to ${min}` : `less than or equal to ${max}`;
  if (value.length >= min && value.length <= max) return value;
  throw validationError(
    `Value '${value}' at '${lowerFirst(name)}' failed to satisfy constraint: Member must have length ${bound}`,
  );
};
