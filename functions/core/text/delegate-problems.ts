import { quote } from '../schedule/duration.ts';

const CHOOSE = 'choose the user from the list that Slack shows';

/** Why the text after `/assume delegate` was not understood. The parser adds a command that works. */
export const delegateProblem = {
  userMissing: `the colleague is missing; ${CHOOSE}`,
  notRecognized: (written: string) => `${quote(written)} was not recognized as a user; ${CHOOSE}`,
  twoUsers: 'one colleague at a time can decide in your place',
  userFirst: 'the colleague comes first, and then the end',
  endMissing: 'the end is missing: a day, a date, a time or a duration',
  notAnEnd: (written: string) => `${quote(written)} is not an end; use "until friday", "until 2030-01-31" or "for 3d"`,
  offAlone: '"off" ends your delegation, and needs no name',
};
