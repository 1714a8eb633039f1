import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { DeduplicationScope, FifoThroughputLimit, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ENV } from '../../functions/contract.ts';
import type { BotFunction } from './bot-function.ts';
import { grantUseOfKey } from './customer-key.ts';

/** AWS recommends six times the function timeout, so that a message in progress is never delivered again. */
const VISIBILITY_FACTOR = 6;
/**
 * The function itself ends retries after half a minute. Only messages that crash it, or that it cannot read, are received this
 * often; each crash costs one visibility timeout, so half an hour in total.
 */
const MAX_RECEIVES = 5;
/**
 * The sweep wakes unfinished work again, so dead letters are only a sign. They disappear within this time after their cause.
 * In a FIFO queue, the time counts from the move to the dead-letter queue. Source: SQS, "Setting-up dead-letter queue retention".
 */
const DEAD_LETTERS_KEPT = Duration.days(1);
/** The number of roles processed at once, to stay within the request limits of IAM. */
const ROLES_AT_ONCE = 5;

/**
 * Wakes the reconciler. FIFO, because a message group provides the mutual exclusion that IAM lacks: two workers never edit one
 * role. A lost message costs one minute, because the sweep finds unfinished work.
 */
export class WakeQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly #key: IKey | undefined;

  constructor(scope: Construct, id: string, props: { readonly workTime: Duration; readonly key?: IKey }) {
    super(scope, id);
    this.#key = props.key;
    const common = {
      fifo: true,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.DESTROY,
      ...(props.key === undefined
        ? { encryption: QueueEncryption.SQS_MANAGED }
        : { encryption: QueueEncryption.KMS, encryptionMasterKey: props.key }),
    };
    this.deadLetters = new Queue(this, 'DeadLetters', { ...common, retentionPeriod: DEAD_LETTERS_KEPT });
    this.queue = new Queue(this, 'Queue', {
      ...common,
      // Bodies repeat, and each must be delivered, so senders pass a new deduplication ID.
      contentBasedDeduplication: false,
      deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
      fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
      visibilityTimeout: Duration.seconds(props.workTime.toSeconds() * VISIBILITY_FACTOR),
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_RECEIVES },
    });
  }

  /** Sets permission and address together, so neither can be forgotten. */
  grantWake(fn: BotFunction): void {
    fn.lambda.addEnvironment(ENV.queueUrl, this.queue.queueUrl);
    fn.role.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.queue.queueArn] }),
    );
    // SQS requires both to send a message to a queue with a customer managed key.
    grantUseOfKey(fn.role, this.#key?.keyArn, ['sqs'], ['GenerateDataKey', 'Decrypt']);
  }

  /** Lets a function count the messages, so that it does not add to a backlog. */
  grantCount(fn: BotFunction): void {
    fn.role.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['sqs:GetQueueAttributes'], resources: [this.queue.queueArn] }),
    );
  }

  /** One message at a time: a batch stops at its first failure, and one broken role must not delay the others. */
  feed(fn: BotFunction): void {
    fn.lambda.addEventSource(
      new SqsEventSource(this.queue, { batchSize: 1, reportBatchItemFailures: true, maxConcurrency: ROLES_AT_ONCE }),
    );
  }
}
