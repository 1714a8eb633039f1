import { quote } from '../schedule/duration.ts';

const MENTION = 'a person is named by choosing them from the list that Slack shows after an @';

/** Why a command was not understood. The parser adds a command that works. */
export const commandProblem = {
  nameMissing: (kind: string) => `the name of the ${kind} is missing`,
  endWithoutName: 'the name of what to end is missing',
  endOneName: 'one name at a time can be ended',
  extendWithoutName: 'the name of what to extend is missing',
  durationBeforeName: 'the name comes before the duration',
  extendWithOption: 'an extension takes no option',
  extendUntil: 'an extension says how much longer, in hours and minutes',
  durationAsName: (name: string) => `the name comes before the duration, and ${quote(name)} is no name`,
  reserved: (name: string) => `"${name}" is neither a command here nor the name of a role`,
  noOption: (option: string) => `there is no option ${quote(option)}`,
  reasonTooLong: (length: number, max: number) => `the reason has ${length} characters, and at most ${max} are kept`,
  twoDurations: (first: string, again: string) => `"${first}" and "${again}" both say how long; one of them is enough`,
  untilWithoutTime: '"until" needs a time of day',
  untilNotATime: (written: string) => `"until" needs a time of day, and ${quote(written)} is none`,
  fromNotATime: (written: string) => `"from" needs a time of day, and ${quote(written)} is none`,
  spelledOut: (text: string) => `"${text}" is spelled out; durations are written in digits`,
  endAsDuration: (why: string) => `${why}; "until" says that it is the end`,
  numberInReason: (why: string) => `${why} (a reason that begins with a number needs the duration before it)`,
  timeZone: (zone: string) => `times are read in the time zone of your Slack profile; "${zone}" cannot be given`,
  whoOneName: 'one name or one person at a time',
  mention: MENTION,
  revokeWithoutUser: `whose access it is comes first; ${MENTION}`,
  lockdownOnOrOff: 'a lockdown is turned on or off',
};
