import { chainSteps } from './chain-steps.ts';
import { grantSteps } from './grant-steps.ts';
import { iamSteps } from './iam-steps.ts';
import { mfaSteps } from './mfa-steps.ts';
import { principalSteps } from './principal-steps.ts';
import { requestSteps } from './request-steps.ts';
import { selfSteps } from './self-steps.ts';
import type { StepName, Steps } from './step.ts';
import { variableSteps } from './variable-steps.ts';

/** Every step, in the order of docs/assumptions.md. */
export const STEPS: Steps = {
  ...variableSteps,
  ...principalSteps,
  ...iamSteps,
  ...chainSteps,
  ...selfSteps,
  ...mfaSteps,
  ...requestSteps,
  ...grantSteps,
};

export const STEP_NAMES = Object.keys(STEPS) as readonly StepName[];
