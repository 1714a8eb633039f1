import { formatDuration } from '../../schedule/duration.ts';
import type { AccessNotice } from '../../terraform/remaining-access.ts';

const leftText = (endsAt: Date, now: Date): string =>
  `at ${endsAt.toISOString()} (in ${formatDuration(Math.max(1, Math.floor((endsAt.getTime() - now.getTime()) / 60_000)))})`;

/** Messages of `exec BUNDLE -- terraform` about the end of the access. */
export const remainingAccessText = {
  unknown: (bundle: string) =>
    `The end of your access to ${bundle} cannot be read with your own credentials. Slack shows it: /assume list`,
  notice: (
    notice: AccessNotice,
    {
      bundle,
      endsAt,
      isExtendable,
      isAsked,
      now,
    }: { bundle: string; endsAt: Date; isExtendable: boolean; isAsked: boolean; now: Date },
  ): string => {
    switch (notice) {
      case 'starts':
        return `Your access to ${bundle} ends ${leftText(endsAt, now)}.`;
      case 'extended':
        return `Your access to ${bundle} was extended: it ends ${leftText(endsAt, now)}.`;
      case 'reminder':
        if (isAsked) return `WARNING: Your access to ${bundle} ends ${leftText(endsAt, now)}. Requesting an extension.`;
        return `WARNING: Your access to ${bundle} ends ${leftText(endsAt, now)}. ${
          isExtendable
            ? `To extend it, type in Slack: /assume extend ${bundle}`
            : 'It cannot be extended: a run that takes longer leaves its lock and errored.tfstate.'
        }`;
      case 'ended':
        return `WARNING: Your access to ${bundle} has ended. If the run was cut off, request it again and run here: assume-bot terraform recover ${bundle} --yes`;
      default:
        return notice satisfies never;
    }
  },
};
