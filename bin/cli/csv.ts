import { stringify } from 'csv-stringify/sync';

/** Records as CSV (RFC 4180) with a header row. Formulas in text from users are escaped, because spreadsheets would run them. */
export const csvOf = <Row extends object>(columns: readonly (keyof Row & string)[], rows: readonly Row[]): string =>
  stringify([...rows], {
    columns: [...columns],
    header: true,
    record_delimiter: 'windows',
    escape_formulas: true,
    cast: { boolean: String, date: (at) => at.toISOString(), object: String },
  });
