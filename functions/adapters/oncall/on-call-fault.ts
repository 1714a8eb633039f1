/** Nobody could say who is on call: nothing is decided on such a schedule until somebody can. */
export class OnCallFault extends Error {
  override readonly name = 'OnCallFault';
  readonly schedule: string;
  readonly retryable = true;

  constructor(schedule: string, why: string, cause?: unknown) {
    super(`who is on call for ${schedule} is not known: ${why}`, { cause });
    this.schedule = schedule;
  }
}
