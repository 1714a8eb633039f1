import type { Requestable } from '../../../core/authority/requestable.ts';
import type { Bundle, RoleRule } from '../../../core/catalog/catalog.ts';
import type { Request } from '../../../core/request/request.ts';
import { formatDuration } from '../../../core/schedule/duration.ts';
import { context, lineSections, type MessageBlock, message, type SlackMessage, section } from '../blocks.ts';
import { clip, firstOf } from '../clip.ts';
import { code, joined, type Mrkdwn, moment, mrkdwn } from '../mrkdwn.ts';
import { endButton } from './buttons.ts';
import { howLong, named, subjectOf } from './words.ts';

const MOST_OPEN = 15;
const DESCRIPTION = 80;
/** Characters for what can be asked for; with what is open a message stays below what Slack takes. */
const MOST_CHARACTERS = 8000;

/** What somebody holds or waits for, with the buttons to end it, and what they may ask for by account. */
export const listMessage = (open: readonly Request[], requestable: Requestable, now: Date): SlackMessage => {
  const roles = requestable.accounts.reduce((count, account) => count + account.roles.length, 0);
  const { shown, more } = firstOf(open, MOST_OPEN);
  const held = mrkdwn`You hold or wait for ${open.length === 0 ? 'nothing' : `${open.length}`}`;
  const names = joined(
    shown.map(({ requested }) => code(requested.target)),
    ', ',
  );
  const text = mrkdwn`${held}${open.length === 0 ? mrkdwn`` : mrkdwn`: ${names}`}. You can ask for ${roles} ${roles === 1 ? 'role' : 'roles'} and ${requestable.bundles.length} ${requestable.bundles.length === 1 ? 'bundle' : 'bundles'}: /assume NAME.`;
  return message(text, [
    section(open.length === 0 ? mrkdwn`*You hold nothing and wait for nothing.*` : mrkdwn`*What you hold or wait for*`),
    ...shown.map((request) => section(openLine(request, now), endButton(request))),
    ...(more === 0 ? [] : [section(mrkdwn`and ${more} more, to end with ${code('/assume end NAME')}.`)]),
    ...requestableBlocks(requestable),
    ...unreadGroups(requestable),
  ]);
};

/** One line on something that is open. */
export const openLine = ({ requested, status }: Request, now: Date): Mrkdwn => {
  const target = subjectOf(requested);
  switch (status.kind) {
    case 'pending':
      return mrkdwn`${target}, ${howLong(requested)}: waiting for approval, lapses ${moment(status.lapsesAt)}`;
    case 'approved':
      return mrkdwn`${target}: approved, being set up, until ${moment(status.endsAt)}`;
    case 'active':
      return status.startsAt > now
        ? mrkdwn`${target}: from ${moment(status.startsAt)} until ${moment(status.endsAt)}`
        : mrkdwn`${target}: active until ${moment(status.endsAt)}`;
    default:
      return mrkdwn`${target}: closed`;
  }
};

interface Line {
  readonly full: Mrkdwn;
  readonly short: Mrkdwn;
}

const roleLine = ({ name, description, durationMinutes }: RoleRule): Line => ({
  full: mrkdwn`• ${code(name)}: ${clip(description, DESCRIPTION)} (up to ${formatDuration(durationMinutes.max)})`,
  short: code(name),
});

const bundleLine = ({ name, description, roles }: Bundle): Line => ({
  full: mrkdwn`• ${code(name)}: ${clip(description, DESCRIPTION)} (${roles.length} roles)`,
  short: code(name),
});

/** With descriptions while there is room, else names alone, else as many as fit and how many are left out. */
const requestableBlocks = ({ accounts, bundles }: Requestable): readonly MessageBlock[] => {
  const groups = [
    ...(bundles.length === 0 ? [] : [{ title: mrkdwn`*Bundles*`, lines: bundles.map(bundleLine) }]),
    ...accounts.map(({ account, roles }) => ({
      title: mrkdwn`*${account.name}* (${account.id})`,
      lines: roles.map(roleLine),
    })),
  ];
  if (groups.length === 0) return [section(mrkdwn`There is nothing that you may ask for.`)];
  const lengthOf = (lines: readonly Mrkdwn[]) => lines.reduce((sum, { source }) => sum + source.length + 2, 0);
  const all = groups.flatMap(({ title, lines }, index) => [...gap(index), title, ...lines.map(({ full }) => full)]);
  const headline = section(mrkdwn`*What you can ask for*, with ${code('/assume NAME')}`);
  if (lengthOf(all) <= MOST_CHARACTERS) return [headline, ...lineSections(all)];

  let room = MOST_CHARACTERS;
  let leftOut = 0;
  const lines: Mrkdwn[] = [];
  for (const { title, lines: those } of groups) {
    room -= title.source.length + 2;
    const kept = those.filter(({ short }) => {
      room -= short.source.length + 2;
      return room >= 0;
    });
    leftOut += those.length - kept.length;
    const names = kept.map(({ short }) => short);
    if (names.length > 0) lines.push(...gap(lines.length), title, ...namesInLines(names));
  }
  const rest =
    leftOut === 0
      ? []
      : [section(mrkdwn`and ${leftOut} more: type ${code('/assume')} and search for them in the form.`)];
  return [headline, ...lineSections(lines), ...rest];
};

/** An empty line, but not at the beginning. */
const gap = (before: number): readonly Mrkdwn[] => (before === 0 ? [] : [mrkdwn``]);

/** Names side by side, in lines that a section can hold. */
const namesInLines = (names: readonly Mrkdwn[]): readonly Mrkdwn[] =>
  Array.from({ length: Math.ceil(names.length / 20) }, (_, row) => joined(names.slice(row * 20, row * 20 + 20), ', '));

const unreadGroups = ({ unread }: Requestable): readonly MessageBlock[] =>
  unread.length === 0
    ? []
    : [
        context(
          mrkdwn`This list is not complete: the bot could not read ${named(unread)}. Try again in a few minutes to see what their members can request.`,
        ),
      ];
