/** A secret that is read again while the Lambda runs, so that a rotation takes effect without a deployment. */
export interface KeptSecret {
  /** The last value, without a call. */
  value(): string;
  /** The value, read again if it is five minutes old. If it cannot be read, the last value. */
  current(): Promise<string>;
  /** The value after another system has refused it: read again, but at most every 30 seconds. */
  reread(): Promise<string>;
  /** All values that were read, for the redaction of the log. */
  seen(): readonly string[];
}

/** What a secret looks like. Until the operator stores it, the stack's secrets contain random text. */
export const SECRET_FORMS = {
  /** Slack, "Tokens": `xoxb-`, and `xoxe.xoxb-` with token rotation. */
  botToken: /^xox[a-z]+[-.]/,
  /** Slack, "Verifying requests": hexadecimal digits. */
  signingSecret: /^[0-9a-f]{16,}$/i,
  /** Atlassian, "Basic auth for REST APIs": the e-mail address of an account, a colon, and its API token. */
  accountAndToken: /^[^\s:]+:\S+$/,
  other: /./,
} as const;

const MAX_AGE_MS = 5 * 60_000;
const MIN_AGE_MS = 30_000;

interface Options {
  /** Reads the value. Throws SecretFault. */
  readonly read: () => Promise<string>;
  /** A value without this form is a placeholder, which is read again after 30 seconds. */
  readonly form: RegExp;
  readonly now: () => Date;
  /** Called if the value cannot be read again, or is a placeholder. */
  readonly onProblem: (problem: 'secret is a placeholder' | 'secret could not be read again', cause?: unknown) => void;
}

/** Reads a secret and keeps it. Throws SecretFault if the first read fails. */
export const keepSecret = async ({ read, form, now, onProblem }: Options): Promise<KeptSecret> => {
  let value = '';
  let [readAt, triedAt] = [now(), now()];
  const seen = new Set<string>();
  let underWay: Promise<string> | undefined;

  const readOnce = async (): Promise<string> => {
    triedAt = now();
    value = await read();
    readAt = triedAt;
    seen.add(value);
    if (!form.test(value)) onProblem('secret is a placeholder');
    return value;
  };
  await readOnce();

  /** Two calls at the same time share one read. */
  const readAgain = (): Promise<string> => {
    underWay ??= readOnce()
      .catch((cause: unknown) => {
        onProblem('secret could not be read again', cause);
        return value;
      })
      .finally(() => {
        underWay = undefined;
      });
    return underWay;
  };
  const ageOf = (at: Date): number => Math.abs(now().getTime() - at.getTime());
  const reread = async (): Promise<string> =>
    ageOf(triedAt) < MIN_AGE_MS && underWay === undefined ? value : readAgain();

  return {
    value: () => value,
    current: async () => (form.test(value) && ageOf(readAt) < MAX_AGE_MS ? value : reread()),
    reread,
    seen: () => [...seen],
  };
};

/** For a Lambda that needs no such secret. */
export const NO_SECRET: KeptSecret = {
  value: () => '',
  current: async () => '',
  reread: async () => '',
  seen: () => [],
};
