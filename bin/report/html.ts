/** Text as HTML, in elements and in quoted attributes. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** A time in UTC, to the minute. */
export const minuteOf = (at: Date): string => at.toISOString().slice(0, 16).replace('T', ' ');
