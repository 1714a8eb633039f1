import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { DeduplicationScope, FifoThroughputLimit, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ENV } from '../../functions/contract.ts';
import type { BotFunction } from './bot-function.ts';
import { letUseKey } from './customer-key.ts';

/** AWS asks for six times the function's time, so that a message under work never comes back. */
const VISIBILITY_FACTOR = 6;
/** Each try is a visibility timeout later: half an hour, after which a person should look. */
const MAX_RECEIVES = 5;
/** Roles worked on at once, so that IAM's request limits are kept. */
const ROLES_AT_ONCE = 5;

/**
 * Wakes the reconciler. FIFO, since a message group is the mutual exclusion that IAM lacks: one role is never edited by two
 * workers. Losing a message costs a minute, since the sweep finds what is unfinished.
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
    this.deadLetters = new Queue(this, 'DeadLetters', { ...common, retentionPeriod: Duration.days(14) });
    this.queue = new Queue(this, 'Queue', {
      ...common,
      // Bodies repeat, and each has to be delivered: senders give a fresh id instead.
      contentBasedDeduplication: false,
      deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
      fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
      visibilityTimeout: Duration.seconds(props.workTime.toSeconds() * VISIBILITY_FACTOR),
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_RECEIVES },
    });
  }

  /** Permission and address travel together, so neither can be forgotten. */
  grantWake(fn: BotFunction): void {
    fn.lambda.addEnvironment(ENV.queueUrl, this.queue.queueUrl);
    fn.role.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.queue.queueArn] }),
    );
    // SQS asks for both when a message is sent to a queue with a key of one's own.
    letUseKey(fn.role, this.#key, 'sqs', ['GenerateDataKey', 'Decrypt']);
  }

  /** One message at a time: a batch ends at its first failure, and one broken role must not hold up the others. */
  feed(fn: BotFunction): void {
    fn.lambda.addEventSource(
      new SqsEventSource(this.queue, { batchSize: 1, reportBatchItemFailures: true, maxConcurrency: ROLES_AT_ONCE }),
    );
  }
}
