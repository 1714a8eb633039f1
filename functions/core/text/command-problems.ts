import { quote } from '../schedule/duration.ts';

const MENTION = 'choose the user from the list that Slack shows';

/** Why a command was not understood. The parser adds a command that works. */
export const commandProblem = {
  nameMissing: 'the name of the role or bundle is missing',
  endWithoutName: 'the name of what to end is missing',
  endOneName: 'one name at a time can be ended',
  endOfOther: '"end" ends your own access; admins end the access of another user with "revoke"',
  endAtOnce: '"end" ends access at once; without it, access ends at its time',
  extendWithoutName: 'the name of what to extend is missing',
  durationBeforeName: 'the name comes before the duration',
  verbWithOption: (verb: string, option: string) => `"${verb}" does not have the option ${quote(option)}`,
  extendUntil: 'an extension says how much longer, in hours and minutes',
  durationAsName: (name: string) => `the name comes before the duration, and ${quote(name)} is no name`,
  reserved: (name: string) => `"${name}" is neither a command here nor the name of a role`,
  verbFirst: (verb: string) => `"${verb}" comes before the name`,
  noOption: (option: string, near?: string) =>
    `there is no option ${quote(option)}${near === undefined ? '; leave it out, or enter it as a part of the reason in the form' : `; the nearest is ${near}`}`,
  dryRunInReason: 'a preview is requested with --dry-run; a reason with these words can be entered in the form',
  notRecognized: (written: string) =>
    written === ''
      ? `it is not said for whom; ${MENTION}`
      : `${quote(written)} was not recognized as a user; ${MENTION}`,
  forWithoutDashes: 'access for another user is requested with --for before the user',
  twoUsers: 'access can be requested for one user at a time',
  reasonTooLong: (length: number, max: number) => `the reason has ${length} characters, and at most ${max} are kept`,
  twoDurations: (first: string, again: string) => `"${first}" and "${again}" both say how long; one of them is enough`,
  untilWithoutTime: '"until" needs a time of day',
  untilNotATime: (written: string) => `"until" needs a time of day, and ${quote(written)} is none`,
  fromNotATime: (written: string) => `"from" needs a time of day, and ${quote(written)} is none`,
  spelledOut: (text: string) => `"${text}" is spelled out; durations are written in digits`,
  foreignUnit: (written: string) => `${quote(written)} is not understood: hours are written as h and minutes as m`,
  endAsDuration: (why: string) => `${why}; "until" says that it is the end`,
  glued: (written: string) => `there is no space after the duration in ${quote(written)}`,
  numberInReason: (why: string) => `${why} (a reason that begins with a number needs the duration before it)`,
  afterTime: (written: string) =>
    `${quote(written)} after a time cannot be used: times are today or tomorrow, in the time zone of your Slack profile`,
  timeInReason: (written: string) => `${quote(written)} in the reason looks like a time; times come before the reason`,
  whoOneName: 'one name or one user at a time',
  revokeWithoutUser: `the user comes first; ${MENTION}`,
  lockdownWithTime: 'a lockdown is turned on or off at once, so it takes no time',
  lockdownOfUser: 'a lockdown ends all access of all users; "revoke" ends that of one user',
  revokeAtOnce: '"revoke" ends access at once, so it takes no time',
  lockdownOnOrOff: 'a lockdown is turned on or off: write "lockdown on" or "lockdown off", and the reason',
};
