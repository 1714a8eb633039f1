import * as z from 'zod/mini';
import {
  parseAccessName,
  parseAccountId,
  parseRoleArn,
  parseSessionName,
  parseSlackChannelId,
  parseSlackGroupId,
  parseSlackUserId,
  parseUserArn,
} from '../../core/names.ts';
import { parseRequestId } from '../../core/request/ids.ts';

type Schema<T> = z.ZodMiniType<T>;

/** A schema for every member of T, including optional ones. A shape without a member of T does not compile. */
type Shape<T> = {
  readonly [Key in keyof T]-?: object extends Pick<T, Key>
    ? z.ZodMiniExactOptional<Schema<Required<T>[Key]>>
    : Schema<T[Key]>;
};

/** Creates a schema on first use and keeps it, because creating schemas slows down the start of a Lambda. */
export const lazily = <T>(make: () => Schema<T>): (() => Schema<T>) => {
  let made: Schema<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
};

/** The schema of a record with exactly the members of T. */
export const object = <T extends object>(shape: Shape<T>): Schema<T> =>
  z.object(shape as Record<string, Schema<unknown>>) as unknown as Schema<T>;

/** The schema of a union over `kind`. Shapes without a kind of T do not compile. */
export const variants = <T extends { readonly kind: string }>(
  shapes: {
    readonly [Kind in T['kind']]: Shape<Omit<Extract<T, { readonly kind: Kind }>, 'kind'>>;
  },
): Schema<T> => {
  const options = Object.entries<object>(shapes).map(([kind, shape]) => z.object({ kind: z.literal(kind), ...shape }));
  return z.discriminatedUnion('kind', options as unknown as [z.ZodMiniObject]) as unknown as Schema<T>;
};

/** Objects and variants that are created on first use. */
export const lazyObject = <T extends object>(shape: () => Shape<T>) => lazily(() => object<T>(shape()));
export const lazyVariants = <T extends { readonly kind: string }>(shapes: () => Parameters<typeof variants<T>>[0]) =>
  lazily(() => variants<T>(shapes()));

export const optional = <T>(schema: Schema<T>): z.ZodMiniExactOptional<Schema<T>> => z.exactOptional(schema);

export const list = <T>(schema: Schema<T>): Schema<readonly T[]> => z.array(schema);

/** A set of DynamoDB. An update can add to it without reading it. */
export const setOf = <T>(schema: Schema<T>): Schema<readonly T[]> =>
  z.pipe(
    z.pipe(
      z.set(z.unknown()),
      z.transform((members) => [...members]),
    ),
    z.array(schema as z.ZodMiniType<T, unknown>),
  );

/** A record that is kept unchanged. Only its kind is checked. */
export const kept = <T extends { readonly kind: string }>(): Schema<T> =>
  z.looseObject({ kind: z.string() }) as unknown as Schema<T>;

/** JSON that the Lambdas write and never read, so they carry no schema of it. The CLI has one. */
export const plain = <T extends object>(): Schema<T> => z.looseObject({}) as unknown as Schema<T>;

const through = <T>(parse: (text: string) => T): Schema<T> =>
  z.pipe(
    z.string(),
    z.transform((text: string, context): T => {
      try {
        return parse(text);
      } catch (error) {
        context.issues.push({ code: 'custom', message: (error as Error).message, input: text });
        return z.NEVER;
      }
    }),
  );

const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** A time as it is stored. Throws RangeError for a time whose text would not sort. */
export const isoTime = (time: Date): string => {
  const text = time.toISOString();
  if (!ISO_TIME.test(text)) throw new RangeError(`${text} lies outside the years 0 to 9999`);
  return text;
};

const parseIsoTime = (text: string): Date => {
  const time = new Date(text);
  if (!ISO_TIME.test(text) || Number.isNaN(time.getTime())) throw new RangeError(`"${text}" is not a stored time`);
  return time;
};

/** The types of attributes. Strings with rules are parsed again. */
export const text: Schema<string> = z.string();
export const count: Schema<number> = z.number();
export const flag: Schema<boolean> = z.boolean();
/** A mark that is true or absent. */
export const yes: Schema<true> = z.literal(true);
export const oneOf = <const T extends string>(...values: readonly T[]): Schema<T> =>
  z.enum(values) as unknown as Schema<T>;
export const time: Schema<Date> = through(parseIsoTime);
export const requestId = through(parseRequestId);
export const roleArn = through(parseRoleArn);
export const userArn = through(parseUserArn);
export const accountId = through(parseAccountId);
export const accessName = through(parseAccessName);
export const sessionName = through(parseSessionName);
export const slackUserId = through(parseSlackUserId);
export const slackGroupId = through(parseSlackGroupId);
export const slackChannelId = through(parseSlackChannelId);

/** The schema of a map from ids to records. */
export const mapOf = <Key extends string, T>(key: Schema<Key>, value: Schema<T>): Schema<Readonly<Record<Key, T>>> =>
  z.record(key as unknown as z.ZodMiniType<string, string>, value) as unknown as Schema<Readonly<Record<Key, T>>>;
