/** The account of the bot itself. */
export const HUB_ACCOUNT = '999999999999';
export const EXTERNAL_ID = 'local-external-id';
export const TABLE_NAME = 'assume-bot';
export const QUEUE_NAME = 'assume-bot.fifo';
export const AUDIT_BUCKET = 'assume-bot-audit';

/** The API of users: its ID, and its stage, which begins its path. */
export const USER_API = { id: 'local', stage: 'v1' } as const;

export const lambdaRoleArn = (name: string): string => `arn:aws:iam::${HUB_ACCOUNT}:role/assume-bot-${name}`;
