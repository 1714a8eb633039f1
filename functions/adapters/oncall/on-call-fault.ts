/** The users on call could not be read, so no decision can depend on the schedule. */
export class OnCallFault extends Error {
  override readonly name = 'OnCallFault';
  readonly schedule: string;
  readonly retryable = true;

  constructor(schedule: string, why: string, cause?: unknown) {
    super(`who is on call for ${schedule} is not known: ${why}`, { cause });
    this.schedule = schedule;
  }
}
