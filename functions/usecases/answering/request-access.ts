import type { Actor } from '../../core/authority/directory.ts';
import { decideRequest, type RequestInput } from '../../core/request/decide-request.ts';
import { recordRefusal } from './refusals.ts';
import { createSubmitRequest, type SubmitDeps, type SubmitOutcome } from './submit-request.ts';

export type RequestOutcome = SubmitOutcome;

/** Submits a request, or records its refusal: one write in either case. */
export const createRequestAccess = (deps: SubmitDeps) => {
  const submit = createSubmitRequest(deps);
  return async ({
    actor,
    input,
    text,
  }: {
    actor: Actor;
    input: RequestInput;
    text: string;
  }): Promise<RequestOutcome> => {
    const now = deps.clock.now();
    const directory = await deps.directory.read();
    const decision = decideRequest(input, actor, { catalog: deps.catalog, directory, now });
    if (decision.kind === 'allowed') return submit(actor, text, decision);
    await recordRefusal(deps, actor, text, decision);
    return { kind: 'refused', refusal: decision };
  };
};
