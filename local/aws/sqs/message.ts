import { AwsError, notImplementedHere } from '../errors.ts';
import type { NewMessage } from './queue-messages.ts';

const MAX_BODY_BYTES = 262_144;
const ID_PATTERN = /^[A-Za-z0-9!"#$%&'()*+,\-./:;<=>?@[\\\]^_`{|}~]{1,128}$/;

const missing = (name: string): AwsError =>
  new AwsError('MissingParameter', `The request must contain the parameter ${name}.`);

const invalid = (reason: string): AwsError => new AwsError('InvalidParameterValue', reason);

const idOf = (body: Readonly<Record<string, unknown>>, name: string): string | undefined => {
  const value = body[name];
  if (value === undefined) return undefined;
  if (typeof value === 'string' && ID_PATTERN.test(value)) return value;
  throw invalid(
    `Value ${value} for parameter ${name} is invalid. Reason: ${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
  );
};

/** Validates a send to a FIFO queue. Throws with the message of SQS if a required parameter is missing or invalid. */
export const messageOf = (body: Readonly<Record<string, unknown>>): Omit<NewMessage, 'senderId'> => {
  const text = body['MessageBody'];
  if (typeof text !== 'string' || text === '') throw missing('MessageBody');
  if (Buffer.byteLength(text) > MAX_BODY_BYTES) {
    throw invalid(`One or more parameters are invalid. Reason: Message must be shorter than ${MAX_BODY_BYTES} bytes.`);
  }
  if (body['DelaySeconds'] !== undefined && body['DelaySeconds'] !== 0) {
    throw invalid(
      `Value ${body['DelaySeconds']} for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.`,
    );
  }
  for (const name of ['MessageAttributes', 'MessageSystemAttributes']) {
    if (body[name] !== undefined) throw notImplementedHere(`${name} of SQS messages`);
  }
  const groupId = idOf(body, 'MessageGroupId');
  if (groupId === undefined) throw missing('MessageGroupId');
  const deduplicationId = idOf(body, 'MessageDeduplicationId');
  if (deduplicationId === undefined) {
    throw invalid(
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    );
  }
  return { body: text, groupId, deduplicationId };
};
