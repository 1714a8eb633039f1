import { assumptionText } from '../../../core/text/cli/assumptions.ts';
import { addSeconds } from '../../../core/time.ts';
import { POLICY_VERSION, type PolicyDocument, type Statement } from '../../../core/trust/documents.ts';
import type { Clock } from '../../ports.ts';
import type { Answer } from '../lab-ports.ts';

const EVERY_MS = 1000;
/** IAM takes seconds to apply a write; the Terraform provider waits for up to two minutes. */
const WRITE_SECONDS = 120;

/** A step could not be tried. */
export class NotTried extends Error {
  override readonly name = 'NotTried';
}

export const documentOf = (...statements: readonly Statement[]): PolicyDocument => ({
  Version: POLICY_VERSION,
  Statement: statements,
});

/** The value of an answer. Throws NotTried for a refusal. */
export const resultOf = <Value>(call: string, answer: Answer<Value>): Value => {
  if (answer.kind === 'ok') return answer.value;
  throw new NotTried(assumptionText.refusedCall(call, answer.code, answer.message));
};

/** `allowed`, `refused` for AccessDenied, otherwise the error code. */
export const outcomeOf = (answer: Answer): string =>
  answer.kind === 'ok' ? 'allowed' : answer.code === 'AccessDenied' ? 'refused' : answer.code;

/** Repeats a call that must be allowed until it is. Throws NotTried if it never is. */
export const ready = async <Value>(clock: Clock, attempt: () => Promise<Answer<Value>>): Promise<Value> => {
  const limit = addSeconds(clock.now(), WRITE_SECONDS);
  for (;;) {
    const answer = await attempt();
    if (answer.kind === 'ok') return answer.value;
    if (clock.now() >= limit) throw new NotTried(assumptionText.neverAllowed(answer.code, answer.message));
    await clock.pause(EVERY_MS);
  }
};
