import { AwsError } from '../errors.ts';
import type { Decision } from '../policy/decide.ts';
import { type Caller, callerArn } from './caller.ts';

/** AccessDenied in the words that most services share, unless the decision is to allow. */
export const requireDecision = (decision: Decision, caller: Caller, action: string, resource: string): void => {
  if (decision === 'Allowed') return;
  const why =
    decision === 'ExplicitlyDenied'
      ? 'with an explicit deny in an identity-based policy'
      : `because no identity-based policy allows the ${action} action`;
  throw new AwsError(
    'AccessDenied',
    `User: ${callerArn(caller)} is not authorized to perform: ${action} on resource: ${resource} ${why}`,
    403,
  );
};
