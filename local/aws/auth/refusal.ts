import { AwsError } from '../errors.ts';
import type { Evaluation, PolicySide } from '../policy/decide.ts';
import { type Caller, callerArn } from './caller.ts';

/** Why a call was refused. Source: AWS, IAM User Guide, "Troubleshoot access denied error messages". */
export const whyRefused = (evaluation: Exclude<Evaluation, { decision: 'Allowed' }>, action: string): string => {
  const article = (side: PolicySide): string => (side === 'identity-based policy' ? 'an' : 'a');
  return evaluation.decision === 'ExplicitlyDenied'
    ? `with an explicit deny in ${article(evaluation.side)} ${evaluation.side}`
    : `because no ${evaluation.side} allows the ${action} action`;
};

/** The AccessDenied message that most services share; undefined if the evaluation is to allow. */
export const requireAllowedBy = (evaluation: Evaluation, caller: Caller, action: string, resource: string): void => {
  if (evaluation.decision === 'Allowed') return;
  throw new AwsError(
    'AccessDenied',
    `User: ${callerArn(caller)} is not authorized to perform: ${action} on resource: ${resource} ${whyRefused(evaluation, action)}`,
    403,
  );
};
