/** Why IAM did not do what was asked, in our words. */
export type IamFaultKind =
  | 'no_such_role'
  | 'no_such_user'
  | 'quota'
  | 'throttled'
  | 'denied'
  | 'manager_unreachable'
  | 'dead_principal'
  | 'malformed'
  | 'unavailable';

/** IAM or STS refused or failed. `fix` says in words what would help; `retryable` whether waiting may. */
export class IamFault extends Error {
  override readonly name = 'IamFault';
  readonly kind: IamFaultKind;
  readonly fix: string;
  readonly retryable: boolean;
  /** The ARN that the call was about. */
  readonly resource: string;

  constructor(fields: {
    kind: IamFaultKind;
    message: string;
    fix: string;
    retryable: boolean;
    resource: string;
    cause?: unknown;
  }) {
    super(fields.message, { cause: fields.cause });
    this.kind = fields.kind;
    this.fix = fields.fix;
    this.retryable = fields.retryable;
    this.resource = fields.resource;
  }
}

/** Slack refused or failed. `channel_unusable` and `person_unreachable` will not mend by trying again. */
export class SlackFault extends Error {
  override readonly name = 'SlackFault';
  readonly kind: 'channel_unusable' | 'person_unreachable' | 'refused' | 'unavailable';
  /** What would help, in words. */
  readonly fix: string;
  readonly retryable: boolean;

  constructor(fields: { kind: SlackFault['kind']; message: string; fix: string; retryable: boolean; cause?: unknown }) {
    super(fields.message, { cause: fields.cause });
    this.kind = fields.kind;
    this.fix = fields.fix;
    this.retryable = fields.retryable;
  }
}
