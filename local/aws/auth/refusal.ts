import { AwsError } from '../errors.ts';
import type { PolicySide, Verdict } from '../policy/decide.ts';
import { type Caller, callerArn } from './caller.ts';

/** Why a call was refused. Source: AWS, IAM User Guide, "Troubleshoot access denied error messages". */
export const whyRefused = (verdict: Exclude<Verdict, { decision: 'Allowed' }>, action: string): string => {
  const article = (side: PolicySide): string => (side === 'identity-based policy' ? 'an' : 'a');
  return verdict.decision === 'ExplicitlyDenied'
    ? `with an explicit deny in ${article(verdict.side)} ${verdict.side}`
    : `because no ${verdict.side} allows the ${action} action`;
};

/** The AccessDenied message that most services share; undefined if the verdict is to allow. */
export const requireAllowedBy = (verdict: Verdict, caller: Caller, action: string, resource: string): void => {
  if (verdict.decision === 'Allowed') return;
  throw new AwsError(
    'AccessDenied',
    `User: ${callerArn(caller)} is not authorized to perform: ${action} on resource: ${resource} ${whyRefused(verdict, action)}`,
    403,
  );
};
