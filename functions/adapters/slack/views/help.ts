import { context, message, type SlackMessage, section } from '../blocks.ts';
import { code, joined, type Mrkdwn, mrkdwn } from '../mrkdwn.ts';

const PARTS: readonly { readonly title: string; readonly lines: readonly (readonly [string, string])[] }[] = [
  {
    title: 'Ask',
    lines: [
      ['/assume', 'a form to fill in'],
      ['/assume prod-s3', 'a role or bundle, for its usual time'],
      ['/assume prod-s3 2h INC-42 the report is stuck', 'for how long, and why'],
      ['/assume prod-s3 until 17:00 INC-42', 'until a time of day, on your own clock'],
      ['/assume prod-s3 from 14:00 1h INC-42', 'from a time of day'],
      ['/assume prod-s3 1h INC-42 --dry-run', 'only say what would happen'],
      ['/assume prod-s3 1h INC-42 --for @alice', 'for somebody else, where that is allowed'],
      ['/assume prod-s3 --emergency INC-42 the site is down', 'at once, where that is allowed; reviewed afterwards'],
    ],
  },
  {
    title: 'Keep and end',
    lines: [
      ['/assume extend prod-s3 30m', 'keep it for longer, where that is allowed'],
      ['/assume end prod-s3', 'end it now, or take the request back'],
    ],
  },
  {
    title: 'Look',
    lines: [
      ['/assume list', 'what you hold, wait for and can ask for'],
      ['/assume who', 'what is open of yours'],
      ['/assume who prod-s3', 'or @alice: who holds what, for its approvers'],
    ],
  },
  {
    title: 'For admins',
    lines: [
      ['/assume revoke @alice prod-s3 why', 'take it from somebody'],
      ['/assume lockdown on why', 'end everything, and let nothing begin until it is off'],
    ],
  },
];

const part = ({ title, lines }: (typeof PARTS)[number]): Mrkdwn =>
  joined([mrkdwn`*${title}*`, ...lines.map(([command, what]) => mrkdwn`${code(command)} ${what}`)], '\n');

/** What can be typed. */
export const helpMessage = (): SlackMessage =>
  message(
    mrkdwn`Ask for access to an AWS role: /assume NAME, then how long and why. Also: /assume list, /assume end NAME.`,
    [
      ...PARTS.map((one) => section(part(one))),
      context(mrkdwn`An approver decides, you get a direct message, and the access ends by itself.`),
    ],
  );
