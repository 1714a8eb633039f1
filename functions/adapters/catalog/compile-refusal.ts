import { defined } from '../../core/defined.ts';
import type { When } from '../../core/rules/when.ts';
import type { CompiledListedRule, ListedDraft } from './compile-rules.ts';
import type { Path } from './problems.ts';
import type { Source } from './read.ts';

/** A rule that refuses, before the rest of its list is known. */
export interface Refusal {
  readonly refuse: string;
  readonly ruleName?: string;
  readonly when?: When;
}

/** Whether a rule of the file refuses. It then has a name, a `when` and the sentence, and nothing else. */
export const compileRefusal = (
  { name, when: _, refuse, ...others }: ListedDraft,
  when: When | undefined,
  path: Path,
  source: Source,
): Refusal | undefined => {
  if (refuse === undefined) return undefined;
  const [other] = Object.keys(others);
  if (other !== undefined)
    source.problem([...path, other], `a rule that refuses has only name and when; remove ${other}`, 'key');
  return {
    refuse: /[.!?]$/.test(refuse) ? refuse : `${refuse}.`,
    ...(name === undefined ? {} : { ruleName: name }),
    ...(when === undefined ? {} : { when }),
  };
};

/**
 * A refusal as a rule. It takes its default duration, with which it is tried if no length is typed, and its channel from a rule that
 * grants. No one may request or approve by it.
 */
export const asRule = (
  refusal: Refusal,
  {
    durationMinutes,
    channel,
    conditions,
    sessionTags,
  }: Pick<CompiledListedRule, 'durationMinutes' | 'channel' | 'conditions' | 'sessionTags'>,
): CompiledListedRule => ({
  ...refusal,
  durationMinutes,
  channel,
  requesters: [],
  approvers: [],
  // Not 0: a rule without approvals would have to match the user who typed the request too.
  approvals: 1,
  allowSelfApproval: false,
  reason: 'optional',
  // What the trust policy has is the same for all rules of a role.
  ...defined({ conditions, sessionTags }),
});
