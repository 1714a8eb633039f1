import type { LocalAws } from '@assume-bot/local-aws/types';
import type { DeployedFunction } from './functions.ts';
import { type DeployedStack, ofType } from './stack.ts';

/** A stack, and its functions. */
export interface Wiring {
  readonly aws: LocalAws;
  readonly stack: DeployedStack;
  readonly functions: readonly DeployedFunction[];
}

export const byNameOrArn = (functions: readonly DeployedFunction[], wanted: unknown): DeployedFunction => {
  const found = functions.find(({ name, arn }) => name === wanted || arn === wanted);
  if (found === undefined) throw new Error(`the stack has no function ${wanted}`);
  return found;
};

const isLike = (arn: string, pattern: string): boolean =>
  new RegExp(`^${pattern.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`).test(arn);

/** Throws unless the policy of the function lets a service invoke it for this source. */
export const requireInvocable = (
  { stack }: Wiring,
  { name, arn }: DeployedFunction,
  principal: string,
  source: string,
) => {
  const isAllowed = ofType(stack, 'AWS::Lambda::Permission').some(
    ({ properties: { FunctionName, Principal, SourceArn, Action } }) =>
      [name, arn].includes(String(FunctionName)) &&
      Principal === principal &&
      Action === 'lambda:InvokeFunction' &&
      (SourceArn === undefined || isLike(source, String(SourceArn))),
  );
  if (!isAllowed) throw new Error(`${principal} may not invoke ${name} for ${source}`);
};
