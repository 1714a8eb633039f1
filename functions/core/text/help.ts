import { bold, code, join, type Text, text, words } from './text.ts';

const PARTS: readonly { readonly title: string; readonly lines: readonly (readonly [string, string])[] }[] = [
  {
    title: 'Request',
    lines: [
      ['/assume', 'open the request form'],
      ['/assume prod-s3', 'a role or bundle; the form opens if something is missing'],
      ['/assume prod-s3 2h INC-42 the report is stuck', 'with a duration and a reason'],
      ['/assume prod-s3 until 17:00 INC-42', 'until a time of day in your time zone'],
      ['/assume prod-s3 from 14:00 1h INC-42', 'from a time of day'],
      ['/assume prod-s3 1h INC-42 --dry-run', 'preview the request without making it'],
      ['/assume prod-s3 1h INC-42 --for @alice', 'on behalf of another user, if allowed'],
      ['/assume prod-s3 --emergency INC-42 the site is down', 'without approval, if allowed; reviewed afterwards'],
    ],
  },
  {
    title: 'Extend and end',
    lines: [
      ['/assume extend prod-s3 30m', 'extend your access, if allowed'],
      ['/assume end prod-s3', 'end your access, or cancel your request'],
    ],
  },
  {
    title: 'List',
    lines: [
      ['/assume list', 'your access, your requests and what you can request'],
      ['/assume who', 'your open requests'],
      ['/assume who prod-s3', 'or @alice: who has access, for its approvers'],
    ],
  },
  {
    title: 'For approvers',
    lines: [['/assume delegate @bob until friday', 'let a colleague decide in your place; "off" ends it']],
  },
  {
    title: 'For admins',
    lines: [
      ['/assume revoke @alice prod-s3 your reason', 'end access of a user; "all" instead of the name ends all of it'],
      ['/assume lockdown on your reason', 'end all access, and refuse requests until it is off'],
    ],
  },
];

export const HELP: readonly Text[] = PARTS.map(({ title, lines }) =>
  join([bold(words(title)), ...lines.map(([command, what]) => text`${code(command)} ${words(what)}`)], '\n'),
);

export const HELP_SUMMARY: Text = text`Request access to an AWS role with ${code('/assume NAME')}, a duration and a reason. See also ${code('/assume list')} and ${code('/assume end NAME')}.`;

export const HELP_OUTCOME: Text = text`You are notified in a direct message when an approver decides. The access ends automatically.`;

export const MANIFEST = {
  description: 'Time-boxed access to AWS roles',
  shortcut: 'Request access',
  globalShortcut: 'Request time-boxed access to an AWS role',
  messageShortcut: 'Request access with this message as the reason',
  command: 'Request time-boxed access to an AWS role',
  usageHint: 'prod-s3 2h INC-42 why | list | end prod-s3 | help',
} as const;
