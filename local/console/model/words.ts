import type { EventView, RequestView } from '../protocol.ts';

/** The time left, as `1:02:03` or `02:03`. Zero after the end. */
export const timeLeft = (milliseconds: number): string => {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${two(minutes)}:${two(seconds % 60)}`;
};

/** The time left for a screen reader. It does not change every second. */
export const timeLeftSpoken = (milliseconds: number): string => {
  const minutes = Math.floor(Math.max(0, milliseconds) / 60_000);
  if (minutes >= 120) return `${Math.floor(minutes / 60)} hours left`;
  if (minutes > 1) return `${minutes} minutes left`;
  return milliseconds > 0 ? 'less than two minutes left' : 'over';
};

/** A duration in milliseconds as short text. */
export const tookText = (milliseconds: number): string =>
  milliseconds < 10 ? `${milliseconds.toFixed(1)} ms` : `${Math.round(milliseconds)} ms`;

/** A name from the stored data, as separate words. */
const plain = (name: string): string =>
  name
    .replaceAll('_', ' ')
    .replace(/([a-z])([A-Z])/g, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`);

const ISO_TIME = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/** Labels of the known facts. A fact without a label, from a later release, is shown with its own name. */
const FACTS: Readonly<Record<string, string>> = {
  requested: 'requested',
  imported: 'imported from release 0.1.0',
  prepared: 'card posted, approvers notified',
  approval_counted: 'approval counted',
  approved: 'approved, end fixed',
  role_confirmed: 'role confirmed in IAM',
  role_refused: 'role could not be set up',
  activated: 'active: IAM read back',
  started: 'started, decision checked again',
};

/** What is shown elsewhere, or is too long for a line. */
const NOT_SHOWN = new Set([
  ...['kind', 'by', 'catalogHash', 'arn', 'roles', 'requested', 'principal', 'evidence', 'remindersAt'],
  ...['head', 'state', 'history', 'untold'],
]);

/** How names and times are shown to a user. */
interface Reader {
  nameOf(userId: string): string;
  timeOf(at: Date): string;
}

/** A short description of an event: what happened, by whom, and what else was recorded. */
export const factWords = ({ fact }: EventView, { nameOf, timeOf }: Reader): string => {
  const valueText = (value: unknown): string => {
    if (typeof value !== 'string') return JSON.stringify(value);
    return ISO_TIME.test(value) ? timeOf(new Date(value)) : value;
  };
  const by = typeof fact['by'] === 'string' ? ` by ${nameOf(fact['by'])}` : '';
  const rest = Object.entries(fact)
    .filter(([key]) => !NOT_SHOWN.has(key))
    .map(([key, value]) => `${plain(key)} ${valueText(value)}`)
    .join(', ');
  return `${FACTS[fact.kind] ?? plain(fact.kind)}${by}${rest === '' ? '' : ` (${rest})`}`;
};

/** The status of a request in one or two words. */
export const statusWords = ({ status }: RequestView): string =>
  status.kind === 'ended' && typeof status['reason'] === 'string' ? `ended: ${status['reason']}` : status.kind;
