import type { CallRecord } from '@assume-bot/local-aws/types';

const READS = /^(Get|List|Query|BatchGet|Describe|Head)/;
/** Keys of a log line that are omitted for people. */
const MACHINE = new Set(['level', 'message', 'timestamp', 'service', 'lambdaRequestId']);

const time = (date: Date): string => date.toTimeString().slice(0, 8);
const show = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** A log line of a handler, formatted for people. Other output is unchanged. */
export const lambdaLine = (lambda: string, line: string): string | undefined => {
  if (line.trim() === '') return undefined;
  try {
    const entry = JSON.parse(line) as Record<string, unknown>;
    const fields = Object.entries(entry)
      .filter(([name]) => !MACHINE.has(name))
      .map(([name, value]) => `${name}=${show(value).slice(0, 300)}`);
    const mark = entry['level'] === 'ERROR' ? 'ERROR ' : entry['level'] === 'WARN' ? 'warn ' : '';
    return `${time(new Date(String(entry['timestamp'] ?? Date.now())))}  ${lambda.padEnd(12)}  ${mark}${show(entry['message'])} ${fields.join(' ')}`.trimEnd();
  } catch {
    return `${time(new Date())}  ${lambda.padEnd(12)}  ${line}`;
  }
};

/** A call to the local AWS, formatted for people. Reads are omitted unless everything is shown. */
export const callLine = (call: CallRecord, isVerbose: boolean): string | undefined => {
  // The stack checks whether its table exists during setup, and gets an error if it does not.
  if (call.caller.endsWith(':root') && !isVerbose) return undefined;
  const isTalk = call.service === 'iam' || call.service === 'sts' || call.service === 's3';
  const isShown =
    isVerbose || call.error !== undefined || (isTalk && !READS.test(call.operation)) || call.service === 's3';
  if (!isShown || (!isVerbose && call.error === 'ConditionalCheckFailedException')) return undefined;
  const who = call.caller.replace(/^arn:aws:(iam|sts)::(\d+):/, '$2 ').replace('assumed-role/', '');
  const outcome = call.error === undefined ? '' : ` -> ${call.error}`;
  return `${time(call.at)}  ${'aws'.padEnd(12)}  ${call.service} ${call.operation} ${call.account} ${call.resource}  (by ${who || 'unknown'})${outcome}`;
};
