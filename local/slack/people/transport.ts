/** A request from Slack to the bot, signed over the raw body. */
export interface SignedRequest {
  readonly method: 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The HTTP response of the bot. */
export interface BotAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One request to the bot and its outcome. */
export interface DeliveryRecord {
  readonly at: string;
  /** `command`, `event:app_home_opened`, `block_actions`, `view_submission`, ... */
  readonly kind: string;
  readonly user?: string;
  readonly retry?: number;
  /** Absent if the bot did not answer. */
  readonly status?: number;
  readonly error?: 'operation_timeout' | 'connection_failed';
  /** Real milliseconds from the request to the answer. */
  readonly tookMs: number;
}
