const REDACTED = '[redacted]';
const MAX_DEPTH = 10;
const MAX_TEXT = 4000;

/** Names of fields with secrets or temporary credentials. */
const SECRET_NAME =
  /secret|token|password|passphrase|authorization|cookie|signature|credential|api_?key|private_?key|response_?url|trigger_?id|external_?id/i;

/** The formats of secrets in text. */
const SECRET_LOOKS: readonly RegExp[] = [
  // Slack: bot, user, app-level, refresh and workflow tokens, and webhook URLs.
  /\bx(?:ox[a-z]|app|wfp)(?:\.[a-z]+)?-[\w.-]+/gi,
  /https:\/\/hooks\.slack(?:-gov)?\.com\/[^\s"'<>]+/gi,
  // Slack signing secrets are 32 hex digits; ids and hashes of ours are shorter or longer.
  /(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])/gi,
  // Headers that carry a token: `Authorization: Token token=…` of PagerDuty, and bearer tokens.
  /(?<=\b(?:token=|bearer )["']?)[\w+/=.-]{8,}/gi,
  // PagerDuty's tokens of a user.
  /\bu\+[\w-]{18}(?![\w-])/g,
  // STS session tokens, by the beginning of their base64.
  /\b(?:IQoJb3JpZ2lu|F[wQ]oGZXIvYXdz|AQoDYXdz)[\w+/=-]*/g,
  /(?<=:\/\/[^/\s:@]*:)[^/\s@]+(?=@)/g,
];

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** The fields of an error, including non-enumerable ones, without the raw answer of a client. */
const fieldsOf = (error: Error): Readonly<Record<string, unknown>> => {
  const { $response: _, ...own } = { ...error } as Record<string, unknown>;
  return {
    ...own,
    name: error.name,
    message: error.message,
    stack: error.stack,
    ...(error.cause === undefined ? {} : { cause: error.cause }),
    ...(error instanceof AggregateError ? { errors: error.errors } : {}),
  };
};

/**
 * Creates a function that removes secrets from log fields: at any depth, in texts, field names, errors and causes. `secrets`
 * returns the known values, which may change; other secrets are recognized by field name and format.
 */
export const createRedactor = (secrets: () => readonly string[]): ((value: unknown) => unknown) => {
  const known = (): readonly string[] =>
    secrets()
      .filter((secret) => secret.length > 0)
      .toSorted((a, b) => b.length - a.length);

  const redactText = (text: string): string => {
    const withoutKnown = known().reduce((rest, secret) => rest.replaceAll(secret, REDACTED), text);
    const clean = SECRET_LOOKS.reduce((rest, looks) => rest.replace(looks, REDACTED), withoutKnown);
    return clean.length > MAX_TEXT ? `${clean.slice(0, MAX_TEXT)} ... (${clean.length - MAX_TEXT} more)` : clean;
  };

  const redact = (value: unknown, above: readonly object[]): unknown => {
    if (typeof value === 'string') return redactText(value);
    if (typeof value === 'bigint') return String(value);
    if (typeof value === 'function' || typeof value === 'symbol') return undefined;
    if (!isRecord(value)) return value;
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'no valid time' : value.toISOString();
    if (value instanceof URL) return redactText(value.href);
    if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
    if (above.includes(value)) return '[circular]';
    if (above.length >= MAX_DEPTH) return '[too deep]';
    const path = [...above, value];
    if (Array.isArray(value)) return value.map((member) => redact(member, path));
    if (value instanceof Set) return [...value].map((member) => redact(member, path));
    const fields = value instanceof Error ? fieldsOf(value) : value instanceof Map ? Object.fromEntries(value) : value;
    return Object.fromEntries(
      Object.entries(fields).map(([name, member]) => [
        redactText(name),
        SECRET_NAME.test(name) && member !== undefined ? REDACTED : redact(member, path),
      ]),
    );
  };

  return (value) => redact(value, []);
};
