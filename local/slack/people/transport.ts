/** A request as Slack sends it to the bot: signed over the raw body. */
export interface SignedRequest {
  readonly method: 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the bot answered over HTTP. */
export interface BotAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One request to the bot and how it ended. */
export interface DeliveryRecord {
  readonly at: string;
  /** `command`, `event:app_home_opened`, `block_actions`, `view_submission`, ... */
  readonly kind: string;
  readonly user?: string;
  readonly retry?: number;
  /** Absent when no answer came. */
  readonly status?: number;
  readonly error?: 'operation_timeout' | 'connection_failed';
  /** Real milliseconds from sending to the answer. */
  readonly tookMs: number;
}
