import type { RoleRule } from '../../../core/catalog/catalog.ts';
import type { Request, RoleProgress } from '../../../core/request/request.ts';
import { missingApprovals, rulesInForce } from '../../../core/request/rules.ts';
import type { DrawContext } from '../../../usecases/ports.ts';
import { context, type MessageBlock, plainSection, section } from '../blocks.ts';
import { clip, firstOf } from '../clip.ts';
import { type Mrkdwn, moment, mrkdwn, person } from '../mrkdwn.ts';
import { endedBecause, isBundle, named, reviewersOf, unreviewed } from './words.ts';

/** How a request stands: for the blocks of a card, and in one line for its text. */
export interface StatusView {
  readonly text: Mrkdwn;
  readonly blocks: readonly MessageBlock[];
}

const WHY = 600;
const MAX_ROLES_SHOWN = 5;

const view = (text: Mrkdwn, ...more: readonly (readonly MessageBlock[])[]): StatusView => ({
  text,
  blocks: [section(text), ...more.flat()],
});

/** How a request stands. */
export const statusOf = (request: Request, drawn: DrawContext): StatusView => {
  const { status } = request;
  switch (status.kind) {
    case 'pending':
      return waiting(request, drawn, status.lapsesAt);
    case 'approved': {
      const start = status.startsAt > drawn.now ? mrkdwn` Starts ${moment(status.startsAt)}.` : mrkdwn``;
      const text = mrkdwn`*${approvedBy(request)}*, being set up.${start} Ends ${moment(status.endsAt)}.`;
      return view(text, troubles(request, status.progress));
    }
    case 'active': {
      const text =
        status.startsAt > drawn.now
          ? mrkdwn`*Set up*: starts ${moment(status.startsAt)}, ends ${moment(status.endsAt)}.`
          : mrkdwn`*Active* until ${moment(status.endsAt)}${extendedUntil(request)}.`;
      return view(text, [context(mrkdwn`${approvedBy(request)}.`)], troubles(request, status.progress));
    }
    case 'denied': {
      const why = request.events.flatMap(({ fact }) => (fact.kind === 'denied' ? (fact.why ?? []) : [])).at(-1);
      const reason = why === undefined ? mrkdwn`` : mrkdwn` Why: ${clip(why, WHY)}`;
      return {
        text: mrkdwn`*Denied* by ${person(status.by)} ${moment(status.at)}.${reason}`,
        blocks: [
          section(mrkdwn`*Denied* by ${person(status.by)} ${moment(status.at)}.`),
          ...plainSection(why === undefined ? '' : `Why: ${why}`),
        ],
      };
    }
    case 'cancelled':
      return view(mrkdwn`*Cancelled* by ${person(status.by)} ${moment(status.at)}.`);
    case 'lapsed':
      return view(mrkdwn`*Lapsed* ${moment(status.at)}: nobody decided in time.`);
    case 'failed':
      return {
        text: mrkdwn`*Failed* ${moment(status.at)}. ${clip(status.why, WHY)}`,
        blocks: [section(mrkdwn`*Failed* ${moment(status.at)}.`), ...plainSection(status.why)],
      };
    case 'ended': {
      const held =
        status.at > status.startsAt
          ? mrkdwn`Held from ${moment(status.startsAt)} to ${moment(status.at)}.`
          : mrkdwn`Ended before it began.`;
      const text = mrkdwn`*Ended* ${moment(status.at)}: ${endedBecause(status.reason, status.by)}.`;
      const reviewers = reviewersOf(request);
      return view(text, [context(reviewers === undefined ? held : mrkdwn`${held} Approved by ${reviewers}.`)]);
    }
    default:
      return status satisfies never;
  }
};

const waiting = (request: Request, { catalog }: DrawContext, lapsesAt: Date): StatusView => {
  const inForce = rulesInForce(request, catalog);
  if (inForce.kind === 'rule_changed') {
    return view(
      mrkdwn`*Cannot be approved any more*: the role ${inForce.name} was changed in the catalog. It has to be asked for again.`,
    );
  }
  const { rules } = inForce;
  const progress = progressOf(request, rules);
  const text = mrkdwn`*Waiting for approval*${progress.source === '' ? mrkdwn`` : mrkdwn`, ${progress}`}.`;
  const approvers = named(rules.flatMap((rule) => rule.approvers));
  return view(text, [context(mrkdwn`Approvers: ${approvers}. Lapses ${moment(lapsesAt)} if nobody decides.`)]);
};

/** How far the quorum has filled; empty where one approval decides. */
export const progressOf = (request: Request, rules: readonly RoleRule[]): Mrkdwn => {
  const missing = missingApprovals(rules, request.reviews);
  const needed = Math.max(...rules.map(({ approvals }) => approvals));
  const reviewers = reviewersOf(request);
  if (needed <= 1 && reviewers === undefined) return mrkdwn``;
  if (isBundle(request.requested))
    return mrkdwn`${missing} more ${missing === 1 ? 'approval' : 'approvals'} needed${reviewers === undefined ? mrkdwn`` : mrkdwn`, so far: ${reviewers}`}`;
  return mrkdwn`${needed - missing} of ${needed} approvals${reviewers === undefined ? mrkdwn`` : mrkdwn`: ${reviewers}`}`;
};

const extendedUntil = ({ events }: Request): Mrkdwn => {
  const until = events.flatMap(({ fact }) => (fact.kind === 'extended' ? [fact.endsAt] : [])).at(-1);
  return until === undefined ? mrkdwn`` : mrkdwn`, extended until ${moment(until)}`;
};

const approvedBy = (request: Request): Mrkdwn => {
  const reviewers = reviewersOf(request);
  return reviewers === undefined ? unreviewed(request.requested) : mrkdwn`Approved by ${reviewers}`;
};

/** Roles of a bundle that could not be set up, while the others go on. */
const troubles = ({ requested }: Request, progress: readonly RoleProgress[]): readonly MessageBlock[] => {
  const refused = progress.filter((role) => role.kind === 'refused');
  const { shown, more } = firstOf(refused, MAX_ROLES_SHOWN);
  const nameOf = ({ arn }: RoleProgress) => requested.roles.find((role) => role.arn === arn)?.name ?? arn;
  return [
    ...shown.flatMap((role) => plainSection(clip(`${nameOf(role)} could not be set up: ${role.why}`, WHY))),
    ...(more === 0 ? [] : plainSection(`${more} more roles could not be set up.`)),
  ];
};
