import { decide } from '../../policy/decide.ts';
import type { Break, Doubt, Verdict } from '../../policy/verdict.ts';
import type { TerraformCall } from './calls.ts';

export type Result = 'allowed' | 'denied' | 'not_judged';

/** A call with its result, and the reasons for it. */
export interface JudgedCall {
  /** Its position among the calls of Terraform, from 0. */
  readonly index: number;
  readonly call: TerraformCall;
  readonly result: Result;
  readonly breaks: readonly Break[];
  readonly doubts: readonly Doubt[];
}

const reasonsOf = (verdict: Verdict): Pick<JudgedCall, 'breaks' | 'doubts'> => ({
  breaks: verdict.result === 'denied' ? verdict.breaks : [],
  doubts: verdict.result === 'allowed' ? [] : verdict.doubts,
});

/** Judges one call. The owner of a foreign object must let the caller read it besides. */
export const judgeCall = (call: TerraformCall, index: number): JudgedCall => {
  const { decidable, ifForeign, ofOwner, unread, isBroken, isRedirected } = call;
  const none = { breaks: [], doubts: [], index };
  if (isBroken) return { call, result: 'denied', ...none };
  if (decidable === undefined) return { call, result: unread === undefined ? 'allowed' : 'not_judged', ...none };
  const verdict = decide(decidable);
  const reasons = { ...reasonsOf(verdict), index };
  const isDeniedAnyway = ifForeign === undefined || decide(ifForeign).result === 'denied';
  if (isRedirected) return { call, result: 'denied', ...reasons };
  if (verdict.result === 'denied' && !isDeniedAnyway)
    return { call, result: 'not_judged', breaks: [], doubts: [], index };
  if (verdict.result === 'denied' || ofOwner?.truth === 'no') return { call, result: 'denied', ...reasons };
  const isOpen = verdict.result === 'not_judged' || ofOwner?.truth === 'unknown' || unread !== undefined;
  return { call, result: isOpen ? 'not_judged' : 'allowed', ...reasons };
};
