import type { TicketSystem } from './catalog/ticket-evidence.ts';

/** The class of an IAM error. */
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

interface FaultFields<Kind> {
  readonly kind: Kind;
  readonly message: string;
  readonly fix: string;
  readonly retryable: boolean;
  readonly cause?: unknown;
}

/** `fix` is a sentence for the user. `retryable`: a retry may succeed. */
abstract class Fault<Kind> extends Error {
  readonly kind: Kind;
  readonly fix: string;
  readonly retryable: boolean;

  constructor({ kind, message, fix, retryable, cause }: FaultFields<Kind>) {
    super(message, { cause });
    this.kind = kind;
    this.fix = fix;
    this.retryable = retryable;
  }
}

/** IAM or STS refused or failed. */
export class IamFault extends Fault<IamFaultKind> {
  override readonly name = 'IamFault';
  /** The ARN that the call was about. */
  readonly resource: string;

  constructor(fields: FaultFields<IamFaultKind> & { readonly resource: string }) {
    super(fields);
    this.resource = fields.resource;
  }
}

/** Slack refused or failed. Retrying does not help for `channel_unusable` and `person_unreachable`. */
export class SlackFault extends Fault<'channel_unusable' | 'person_unreachable' | 'refused' | 'unavailable'> {
  override readonly name = 'SlackFault';
}

/**
 * A ticket could not be read. `refused`: the system does not accept the credentials of the bot; `limited`: it accepts no more
 * calls for some time; `unavailable`: it did not answer, or not as documented. Each can pass, so the request waits.
 */
export class TicketFault extends Fault<'refused' | 'limited' | 'unavailable'> {
  override readonly name = 'TicketFault';
  readonly system: TicketSystem;
  readonly ticket: string;

  constructor({ system, ticket, ...fields }: Omit<FaultFields<TicketFault['kind']>, 'retryable'> & TicketOf) {
    super({ ...fields, retryable: true });
    this.system = system;
    this.ticket = ticket;
  }
}

interface TicketOf {
  readonly system: TicketSystem;
  readonly ticket: string;
}
