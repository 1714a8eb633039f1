import type { SlackMessage } from '../blocks.ts';
import { context, lineSections, message, section } from '../blocks.ts';
import { code, mrkdwn } from '../mrkdwn.ts';

/** What can be typed. */
export const helpMessage = (): SlackMessage => {
  const lines = [
    mrkdwn`${code('/assume')}: a form to fill in`,
    mrkdwn`${code('/assume prod-s3')}: ask for a role or bundle, for its usual time`,
    mrkdwn`${code('/assume prod-s3 2h INC-42 look at the buckets')}: for how long, and why`,
    mrkdwn`${code('/assume prod-s3 until 17:00 INC-42 look at the buckets')}: until a time of day, on your own clock`,
    mrkdwn`${code('/assume prod-s3 from 14:00 1h INC-42 release')}: from a time of day`,
    mrkdwn`${code('/assume prod-s3 1h INC-42 release --dry-run')}: what would happen; nothing is asked for`,
    mrkdwn`${code('/assume prod-s3 1h --for @alice INC-42')}: for somebody else, where that is allowed`,
    mrkdwn`${code('/assume list')}: what you hold, wait for and can ask for`,
    mrkdwn`${code('/assume prod-s3 --emergency INC-42 why it cannot wait')}: at once, where that is allowed; reviewed afterwards`,
    mrkdwn`${code('/assume extend prod-s3 30m')}: keep it for longer, where that is allowed`,
    mrkdwn`${code('/assume end prod-s3')}: give it back, or take the request back`,
    mrkdwn`${code('/assume who')}: what is open of yours; of a role or of somebody else where you approve it`,
    mrkdwn`${code('/assume revoke @person prod-s3 why')} and ${code('/assume lockdown on why')}: for admins`,
  ];
  return message(
    mrkdwn`Ask for access to an AWS role: /assume NAME, then how long and why. Also: /assume list, /assume end NAME.`,
    [
      section(mrkdwn`*Access to AWS roles, for a time*`),
      ...lineSections(lines),
      context(mrkdwn`An approver decides, you get a direct message, and the access ends by itself.`),
    ],
  );
};
