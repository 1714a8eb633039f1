/**
 * A value that can be written as XML. The keys of an object become elements, and the entries of a list become `member`
 * elements.
 */
export type XmlValue =
  | string
  | number
  | boolean
  | Date
  | undefined
  | readonly XmlValue[]
  | FlatList
  | { readonly [element: string]: XmlValue };

/** A list that is written by repeating its parent element, without a wrapper. */
export interface FlatList {
  readonly flat: readonly XmlValue[];
}

/** Escapes the characters that XML would read as markup. */
export const escapeXml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;');

/** A time in the format of the query services, in whole seconds. */
export const xmlDate = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`;

const isFlat = (value: XmlValue): value is FlatList => typeof value === 'object' && Object.hasOwn(value, 'flat');
const isList = (value: XmlValue): value is readonly XmlValue[] => Array.isArray(value);

/** Writes a value. Undefined elements are omitted. Lists use `member` elements, as in the query protocol. */
export const toXml = (value: XmlValue, entry = 'member'): string => {
  if (value === undefined) return '';
  if (value instanceof Date) return xmlDate(value);
  if (isList(value)) return value.map((one) => `<${entry}>${toXml(one, entry)}</${entry}>`).join('');
  if (typeof value !== 'object') return escapeXml(String(value));
  return Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .flatMap(([name, inner]) =>
      isFlat(inner) ? inner.flat.map((one) => [name, one] as const) : [[name, inner] as const],
    )
    .map(([name, inner]) => `<${name}>${toXml(inner, entry)}</${name}>`)
    .join('');
};
