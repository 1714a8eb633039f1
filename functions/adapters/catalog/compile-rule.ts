import { neededFor } from '../../core/authority/stages.ts';
import type { RoleRule, Who } from '../../core/catalog/catalog.ts';
import { defined } from '../../core/defined.ts';
import { canonicalJson } from '../../core/hash.ts';
import { parseSlackChannelId } from '../../core/names.ts';
import { checkApprovals, inBoth } from './check-approvals.ts';
import { compileConditions } from './compile-conditions.ts';
import { compileEvidence } from './compile-evidence.ts';
import { compileDurations, compileEmergency, compileEscalation, compileExtend, mapsOf } from './compile-rule-maps.ts';
import { compileStages } from './compile-stages.ts';
import { compileTicket } from './compile-ticket.ts';
import { compileTicketExample } from './compile-ticket-example.ts';
import { compileTicketUrl } from './compile-ticket-url.ts';
import { compileWho, type WhoDraft } from './compile-who.ts';
import { BY_LABEL, combine, type Layers, type RuleDraft } from './layers.ts';
import type { Path } from './problems.ts';
import { createRuleContext, type RuleContext, type RuleInput } from './rule-context.ts';

/** A rule without the role that it is for. */
export type CompiledRule = Omit<RoleRule, 'name' | 'arn' | 'accountId' | 'accountName' | 'description'>;

/** Where a rule of a list is named in messages about a role. */
export interface Listed {
  /** Such as `the rule "on call" (line 12)`. */
  readonly shown: string;
  /** The role, for a rule that several roles share. */
  readonly sharedBy?: Path;
  /** Whom the rule applies to. Without requesters, it admits them. */
  readonly appliesTo: readonly Who[];
}

/** The rule that some places of the file make together. Undefined if too much of it is wrong, which is reported. */
export const compileRule = (layers: Layers, input: RuleInput, listed?: Listed): CompiledRule | undefined => {
  const context = createRuleContext(layers, input);
  const [own, defaults] = [combine(layers.own), combine(layers.shared)];
  const { hasProblem, isAbsent, pathOf } = context;
  const written = combine([...layers.own, ...layers.shared]);
  const maps = mapsOf(written, own, context);
  const durationMinutes = compileDurations(maps, context);
  const who = (key: 'requesters' | 'onBehalfOf') => compileWho(written[key], pathOf(key), input);
  const [named, onBehalfOf] = [who('requesters'), who('onBehalfOf')];
  const requesters = listed && written.requesters === undefined ? listed.appliesTo : named;
  const { allowSelfApproval = false, reason = 'required', risk, notifyApprovers, channel } = written;
  const missing = reporterOfMissing(context, listed);
  // A rule of a list can admit whom it applies to.
  if (listed === undefined || !isAbsent('requesters'))
    requireMember(written.requesters, 'requesters', 'request the role', context, missing);
  const approval = compileApproval(layers, written, context, missing);
  if (isAbsent('channel') && channel === undefined) missing('channel', 'a Slack channel id such as C0APPROVALS');
  const ticket = compileTicket(written, context);
  const ticketExample = compileTicketExample(own, defaults, ticket, context);
  const ticketUrl = compileTicketUrl(own, defaults, ticket, context);
  const evidence = compileEvidence(own, defaults, ticket, context);
  const extend = maps.extend && durationMinutes && compileExtend(maps.extend, durationMinutes, context);
  const emergency = maps.emergency && compileEmergency(maps.emergency, approval.approvers, context);
  const conditions = maps.conditions && compileConditions(maps.conditions, context);
  const escalation = maps.escalation && compileEscalation(maps.escalation, context);
  if (!hasProblem('approvers') && !hasProblem('stages') && !hasProblem('escalation'))
    checkApprovals(
      {
        requesters: listed ? inBoth(requesters, listed.appliesTo) : requesters,
        ...approval,
        allowSelfApproval,
        ...defined({ escalation }),
      },
      { rule: context.rule, approvals: pathOf(approval.stages === undefined ? 'approvals' : 'stages') },
      context,
    );
  if (durationMinutes === undefined || channel === undefined) return undefined;
  return {
    durationMinutes,
    requesters,
    ...approval,
    allowSelfApproval,
    reason: ticket === undefined ? reason : 'required',
    channel: parseSlackChannelId(channel),
    ...(onBehalfOf.length === 0 ? {} : { onBehalfOf }),
    ...defined({
      ticket,
      ticketExample,
      ticketUrl,
      evidence,
      risk,
      notifyApprovers,
      escalation,
      extend,
      emergency,
      conditions,
    }),
    ...(written.sessionTags ? { sessionTags: true } : {}),
  };
};

/** The approvers and approvals of a rule, or its stages with the approvers and approvals of all of them. */
const compileApproval = (
  { own, shared }: Layers,
  written: RuleDraft,
  context: RuleContext,
  missing: ReportMissing,
): Pick<RoleRule, 'approvers' | 'approvals' | 'stages'> => {
  const { source, pathOf } = context;
  for (const { path, draft } of [...own, ...shared])
    if (draft.stages !== undefined && (draft.approvers ?? draft.approvals) !== undefined)
      source.problem([...path, 'stages'], 'a rule has either stages, or approvers and approvals; remove one of them');
  const stages = compileStages(written.stages, pathOf('stages'), context);
  if (stages !== undefined) {
    const all = stages.flatMap(({ approvers }) => approvers);
    const approvers = [...new Map(all.map((who) => [canonicalJson(who), who])).values()];
    return { stages, approvers, approvals: neededFor({ stages }) };
  }
  const { approvals = 1 } = written;
  if (approvals > 0) requireMember(written.approvers, 'approvers', 'approve', context, missing);
  return { approvers: compileWho(written.approvers, pathOf('approvers'), context), approvals };
};

type ReportMissing = (key: string, expected: string) => void;

/** Reports keys that are in no place: at the role if it shares the rule with others, which may have them. */
const reporterOfMissing =
  ({ source, rule }: RuleContext, { shown, sharedBy }: Partial<Listed> = {}): ReportMissing =>
  (key, expected) => {
    const places = [
      'here',
      ...(sharedBy ? ['in the rule'] : []),
      ...(source.at(BY_LABEL) ? ['in defaultsByLabel'] : []),
    ];
    const what = sharedBy ? `${key} is missing for ${shown}` : `${key} is missing`;
    source.problem(sharedBy ?? rule, `${what}; expected ${expected}, ${places.join(', ')} or under defaults`, 'key');
  };

const requireMember = (
  field: WhoDraft | undefined,
  key: string,
  action: string,
  { source, hasProblem, pathOf }: RuleContext,
  missing: ReportMissing,
): void => {
  if (field === undefined && !hasProblem(key)) missing(key, `a list of users who may ${action}`);
  else if (field?.length === 0)
    source.problem(pathOf(key), `the list is empty, so no one could ${action}; add at least one`);
};
