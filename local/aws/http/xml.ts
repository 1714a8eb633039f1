/** What can be written as XML: an object's keys become elements, a list's entries `member` elements. */
export type XmlValue =
  | string
  | number
  | boolean
  | Date
  | undefined
  | readonly XmlValue[]
  | FlatList
  | { readonly [element: string]: XmlValue };

/** A list whose entries repeat the element that holds it, without a wrapper around them. */
export interface FlatList {
  readonly flat: readonly XmlValue[];
}

/** Text with nothing left that XML would read as markup. */
export const escapeXml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;');

/** Times as the query services write them, to the second. */
export const xmlDate = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`;

const isFlat = (value: XmlValue): value is FlatList => typeof value === 'object' && Object.hasOwn(value, 'flat');
const isList = (value: XmlValue): value is readonly XmlValue[] => Array.isArray(value);

/** Writes a value; undefined elements are left out. Lists use `member`, the name of the query protocol. */
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
