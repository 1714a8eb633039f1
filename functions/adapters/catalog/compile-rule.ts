import type { RoleRule } from '../../core/catalog/catalog.ts';
import { defined } from '../../core/defined.ts';
import { parseSlackChannelId } from '../../core/names.ts';
import { checkApprovals } from './check-approvals.ts';
import { compileConditions } from './compile-conditions.ts';
import { compileEvidence } from './compile-evidence.ts';
import {
  compileDurations,
  compileEmergency,
  compileEscalation,
  compileExtend,
  mergeMaps,
} from './compile-rule-maps.ts';
import { compileTicket } from './compile-ticket.ts';
import { compileTicketExample } from './compile-ticket-example.ts';
import { compileTicketUrl } from './compile-ticket-url.ts';
import { compileWho, type WhoDraft } from './compile-who.ts';
import type { Path } from './problems.ts';
import { createRuleContext, type RuleContext, type RuleDraft, type RuleInput } from './rule-context.ts';

/** A rule without the role that it is for. */
export type CompiledRule = Omit<RoleRule, 'name' | 'arn' | 'accountId' | 'accountName' | 'description'>;

/** The rule of a role, completed with the defaults. Undefined if too much of it is wrong, which is reported. */
export const compileRule = (
  name: string,
  own: RuleDraft,
  defaults: RuleDraft,
  input: RuleInput,
  /** The place of a rule in a list. */
  at?: Path,
): CompiledRule | undefined => {
  const context = createRuleContext(name, input, at);
  const { hasProblem, isAbsent, pathOf, role, source } = context;
  const written = { ...defaults, ...own };
  const maps = mergeMaps(own, defaults, context);
  const durationMinutes = compileDurations(maps, context);
  const who = (key: 'requesters' | 'approvers' | 'onBehalfOf') => compileWho(written[key], pathOf(key), input);
  const [requesters, approvers, onBehalfOf] = [who('requesters'), who('approvers'), who('onBehalfOf')];
  const { approvals = 1, allowSelfApproval = false, reason = 'required', risk, notifyApprovers, channel } = written;
  // A rule of a list can admit whom it applies to.
  if (at === undefined || !isAbsent('requesters'))
    requireMember(written.requesters, 'requesters', 'request the role', context);
  if (approvals > 0) requireMember(written.approvers, 'approvers', 'approve', context);
  if (isAbsent('channel')) reportMissing('channel', 'a Slack channel id such as C0APPROVALS', context);
  const ticket = compileTicket(written, context);
  const ticketExample = compileTicketExample(own, defaults, ticket, context);
  const ticketUrl = compileTicketUrl(own, defaults, ticket, context);
  const evidence = compileEvidence(own, defaults, ticket, context);
  const extend = maps.extend && durationMinutes && compileExtend(maps.extend, durationMinutes, context);
  const emergency = maps.emergency && compileEmergency(maps.emergency, approvers, context);
  const conditions = maps.conditions && compileConditions(maps.conditions, context);
  const escalation = maps.escalation && compileEscalation(maps.escalation, context);
  if (!hasProblem('approvers') && !hasProblem('escalation'))
    checkApprovals(
      { requesters, approvers, approvals, allowSelfApproval, ...defined({ escalation }) },
      { role, approvals: pathOf('approvals') },
      source,
    );
  if (durationMinutes === undefined || channel === undefined) return undefined;
  return {
    durationMinutes,
    requesters,
    approvers,
    approvals,
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

const reportMissing = (key: string, expected: string, { source, role }: RuleContext): void =>
  source.problem(role, `${key} is missing; expected ${expected}, here or under defaults`, 'key');

const requireMember = (field: WhoDraft | undefined, key: string, action: string, context: RuleContext): void => {
  if (context.isAbsent(key)) reportMissing(key, `a list of users who may ${action}`, context);
  else if (field?.length === 0)
    context.source.problem(context.pathOf(key), `the list is empty, so no one could ${action}; add at least one`);
};
