import type { Lockdown } from '../../request/lockdown.ts';
import { counted, shownTime } from './shared.ts';

const IN_AWS = {
  nothing: 'The worker has not started it yet.',
  ended: 'AWS is being updated.',
  done: 'All access has ended in AWS too.',
};

export const lockdownText = {
  summary: 'end all access and refuse new requests, or lift the lockdown',
  about:
    'on: ends all open access, cancels all pending requests, and refuses new requests until the lockdown is lifted. off: allows new requests; ended access stays ended. status: shows the progress.\n' +
    'Equivalent to "/assume lockdown" in Slack, for use when Slack is unreachable. It acts as an admin of the catalog (--as) and adds your AWS identity to the reason. With --wait, the command waits until all access has ended in AWS.',
  arguments: { state: 'what to do' },
  options: {
    as: 'the Slack user ID of the admin',
    reason: 'the reason; it is recorded and sent to all affected users',
    wait: 'on: wait until all access has ended in AWS',
  },
  examples: ['assume-bot lockdown on --as U0CAROL --reason "keys have leaked" --wait', 'assume-bot lockdown status'],
  noAdmin: 'pass an admin of the catalog with --as U0CAROL; messages in Slack name this admin',
  noReason: 'pass a reason with --reason "..."; it is recorded and sent to all affected users',
  waiting: 'waiting until all access has ended in AWS ...',
  unchanged: (state: string) => `It was already ${state}; nothing was changed.`,
  /** The state and the progress of a lockdown. */
  described: (lockdown: Lockdown | undefined): readonly string[] => {
    if (lockdown === undefined) return ['There was no lockdown yet.'];
    const { isOn, by, at, why, ended, announced, outstanding } = lockdown;
    const head = `Lockdown is ${isOn ? 'ON' : 'off'} since ${shownTime(at)}, by ${by}: ${why}`;
    const progress =
      announced === 'outstanding'
        ? `${outstanding} of them not ended in AWS yet; retried every minute.`
        : IN_AWS[announced];
    return isOn ? [head, `${counted(ended.length, 'request')} ended or cancelled. ${progress}`] : [head];
  },
};
