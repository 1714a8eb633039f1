/** `error`: access does not work, or is not limited in time. `warning`: it will cause trouble. `note`: for information. */
export type Severity = 'error' | 'warning' | 'note';

type Sentences = readonly [what: string, fix: string];

const of =
  <Level extends Severity>(severity: Level) =>
  <Values extends object>(sentences: (values: Values) => Sentences) => ({ severity, sentences });

export const error = of('error');
export const warning = of('warning');
export const note = of('note');

export type Unread = Record<'why' | 'fix', string>;
export type None = Record<never, never>;

export const unread = ({ why, fix }: Unread): Sentences => [why, fix];
