import type { Request, RequestedAccess, RequestedRole } from '../../../core/request/request.ts';
import { missingApprovals, rulesInForce } from '../../../core/request/rules.ts';
import { formatDuration } from '../../../core/schedule/duration.ts';
import type { DrawContext } from '../../../usecases/ports.ts';
import {
  actions,
  fields,
  lineSections,
  type MessageBlock,
  message,
  plainSection,
  type SlackMessage,
  section,
} from '../blocks.ts';
import { clip, firstOf } from '../clip.ts';
import { code, joined, type Mrkdwn, moment, mrkdwn, person } from '../mrkdwn.ts';
import { ACTION } from '../surface.ts';
import { requestButton } from './buttons.ts';
import { ALARM, emergencyBlocks, tookIt } from './emergency.ts';
import { shorterLengths } from './shorter-modal.ts';
import { statusOf } from './status.ts';
import { accountsOf, howLong, isBundle, subjectOf } from './words.ts';

/** Roles of a bundle that a card names one by one; with the longest names and descriptions these fit. */
const MOST_ROLES = 12;
const DESCRIPTION = 160;
const DESCRIPTION_IN_LIST = 80;
const REASON_IN_TEXT = 500;

/** A request as its channel sees it, drawn from what is stored and nothing else. */
export const requestCard = (request: Request, context: DrawContext): SlackMessage => {
  const { requested } = request;
  const status = statusOf(request, context);
  const headline = headlineOf(request);
  return message(
    mrkdwn`${headline} in ${accountsOf(requested)}, ${howLong(requested)}. ${reasonInText(requested.reason)} ${status.text}`,
    [
      section(headline),
      fields([
        mrkdwn`*What*\n${describe(request, context)}`,
        mrkdwn`*Account*\n${accountsOf(requested)}`,
        mrkdwn`*How long*\n${howLong(requested)}${extendsWhat(requested)}`,
        mrkdwn`*Asked*\n${moment(requested.at)}${earlierRequests(request)}`,
        ...riskOf(requested),
        ...holdingOf(request),
      ]),
      ...bundledRoles(request, context),
      ...plainSection(requested.reason === '' ? 'No reason given.' : `Reason: ${requested.reason}`),
      ...status.blocks,
      ...emergencyBlocks(request, context),
      ...decisionButtons(request, context),
    ],
  );
};

/** Who wants what, in a sentence without its end. */
export const headlineOf = ({ requested, status }: Request): Mrkdwn => {
  if (requested.emergency === true) return mrkdwn`${ALARM} ${tookIt(requested)}`;
  const asks = status.kind === 'pending' ? 'asks' : 'requested';
  return mrkdwn`${person(requested.via ?? requested.by)} ${asks} for ${subjectOf(requested)}${inNameOf(requested)}`;
};

const RISK = { low: 'Low', medium: ':warning: Medium', high: ':rotating_light: High' } as const;

/** The worst of what is asked for. */
const riskOf = ({ roles }: RequestedAccess): readonly Mrkdwn[] => {
  const worst = (['high', 'medium', 'low'] as const).find((one) => roles.some(({ rule }) => rule.risk === one));
  return worst === undefined ? [] : [joined([mrkdwn`*Risk*\n`, { source: RISK[worst] }], '')];
};

/** What the worker saw of the person before approvers were asked. */
const pastOf = ({ events }: Request) => events.flatMap(({ fact }) => (fact.kind === 'prepared' ? fact : [])).at(-1);

const earlierRequests = (request: Request): Mrkdwn => {
  const count = pastOf(request)?.earlierRequests;
  if (count === undefined) return mrkdwn``;
  if (count === 0) return mrkdwn`, for the first time in 30 days`;
  return mrkdwn`, and ${count} ${count === 1 ? 'time' : 'times'} in the 30 days before`;
};

const holdingOf = (request: Request): readonly Mrkdwn[] => {
  const { holding = [] } = pastOf(request) ?? {};
  if (holding.length === 0) return [];
  const lines = holding.map(({ name, endsAt }) => mrkdwn`${code(name)} until ${moment(endsAt)}`);
  return [mrkdwn`*Held when asked*\n${joined(lines, '\n')}`];
};

/** Whom it is for, where somebody else asked. */
const inNameOf = ({ by, via }: RequestedAccess): Mrkdwn =>
  via === undefined ? mrkdwn`` : mrkdwn`, in the name of ${person(by)}, who would hold it`;

const extendsWhat = ({ extends: extension }: RequestedAccess): Mrkdwn =>
  extension === undefined ? mrkdwn`` : mrkdwn`; extends what is held until ${moment(extension.endsAt)}`;

const reasonInText = (reason: string): Mrkdwn =>
  reason === '' ? mrkdwn`No reason given.` : mrkdwn`Reason: ${clip(reason, REASON_IN_TEXT)}.`;

const describe = ({ requested }: Request, { catalog }: DrawContext): string => {
  const bundle = Object.hasOwn(catalog.bundles, requested.target) ? catalog.bundles[requested.target] : undefined;
  const said = isBundle(requested) ? bundle?.description : requested.roles[0]?.rule.description;
  return said === undefined || said === '' ? `${requested.roles.length} roles` : clip(said, DESCRIPTION);
};

const bundledRoles = (request: Request, { catalog }: DrawContext): readonly MessageBlock[] => {
  if (!isBundle(request.requested)) return [];
  const inForce = rulesInForce(request, catalog);
  const line = ({ name, rule: then }: RequestedRole): Mrkdwn => {
    const rule = inForce.kind === 'rules' ? inForce.rules.find((one) => one.name === name) : undefined;
    const counted = (rule ?? then).approvals - (rule === undefined ? 0 : missingApprovals([rule], request.reviews));
    const progress =
      rule === undefined || request.status.kind !== 'pending'
        ? ''
        : `, ${counted} of ${rule.approvals} ${rule.approvals === 1 ? 'approval' : 'approvals'}`;
    return mrkdwn`• ${code(name)} in ${clip(then.accountName, 60)}: ${clip(then.description, DESCRIPTION_IN_LIST)}${progress}`;
  };
  const { shown, more } = firstOf(request.requested.roles, MOST_ROLES);
  const rest = more === 0 ? [] : [mrkdwn`and ${more} roles more`];
  return lineSections([...shown.map(line), ...rest]);
};

/** Buttons only while they can work: a request that has lapsed or whose rule has gone cannot be decided any more. */
export const decisionButtons = (request: Request, { catalog, now }: DrawContext): readonly MessageBlock[] => {
  const { status, requested } = request;
  if (status.kind !== 'pending' || status.lapsesAt <= now) return [];
  if (rulesInForce(request, catalog).kind !== 'rules') return [];
  const what = `${requested.target}${requested.duration.kind === 'for' ? `, ${formatDuration(requested.duration.minutes)}` : ''}`;
  return actions([
    requestButton(request, { actionId: ACTION.approve, text: 'Approve', style: 'primary', of: what }),
    ...(shorterLengths(request, { catalog, now }).length === 0
      ? []
      : [requestButton(request, { actionId: ACTION.shorter, text: 'Approve shorter…', of: what })]),
    requestButton(request, { actionId: ACTION.deny, text: 'Deny', style: 'danger', of: what }),
  ]);
};
