import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import {
  BY_REQUESTER_INDEX,
  BY_REQUESTER_PROJECTION,
  DUE_INDEX,
  ENV,
  KEYS,
  PARTITIONS,
} from '../../functions/contract.ts';
import type { BotFunction } from './bot-function.ts';
import { grantUseOfKey } from './customer-key.ts';

const text = (name: string) => ({ name, type: AttributeType.STRING });

export interface AccessTableProps {
  /**
   * The key that encrypts the table.
   * @default a key that AWS owns
   */
  readonly key?: IKey;
  readonly keepData: boolean;
}

/** One table for requests, grants and the Slack directory. Every decision is one conditional write. */
export class AccessTable extends Construct {
  readonly tableName: string;
  readonly #table: Table;
  readonly #key: IKey | undefined;

  constructor(scope: Construct, id: string, props: AccessTableProps) {
    super(scope, id);
    this.#key = props.key;
    this.#table = new Table(this, 'Table', {
      partitionKey: text(KEYS.partition),
      sortKey: text(KEYS.sort),
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: KEYS.ttl,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: props.keepData,
      // A protected table cannot be deleted by the rollback of a failed first deployment, and its name is generated, so it does
      // not block the next one.
      removalPolicy: props.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      ...(props.key === undefined
        ? { encryption: TableEncryption.DEFAULT }
        : { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey: props.key }),
    });
    this.#table.addGlobalSecondaryIndex({
      indexName: DUE_INDEX,
      partitionKey: text(KEYS.duePartition),
      sortKey: text(KEYS.dueAt),
      projectionType: ProjectionType.KEYS_ONLY,
    });
    this.#table.addGlobalSecondaryIndex({
      indexName: BY_REQUESTER_INDEX,
      partitionKey: text(KEYS.requester),
      sortKey: text(KEYS.requestedAt),
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: [...BY_REQUESTER_PROJECTION],
    });
    this.tableName = this.#table.tableName;
  }

  /**
   * Reads everything, writes requests, refusals and the lockdown. An attacker who takes over the internet-facing function
   * can write neither side of the trust.
   */
  grantToSlackEvents(fn: BotFunction): void {
    this.#allow(fn, ['GetItem', 'BatchGetItem', 'Query']);
    this.#allow(fn, ['Query'], { index: BY_REQUESTER_INDEX });
    // Open requests, for commands that show who holds a role.
    this.#allow(fn, ['Query'], { index: DUE_INDEX });
    this.#allow(fn, ['PutItem'], {
      partitions: [`${PARTITIONS.request}*`, `${PARTITIONS.refusal}*`, PARTITIONS.lockdown],
    });
    this.#connect(fn);
  }

  /** Reads and writes what an extension needs. It can read neither the user's side of the trust nor what is due. */
  grantToApi(fn: BotFunction): void {
    this.#allow(fn, ['GetItem', 'BatchGetItem'], {
      partitions: [`${PARTITIONS.request}*`, PARTITIONS.directory, PARTITIONS.lockdown, PARTITIONS.delegations],
    });
    this.#allow(fn, ['Query'], { partitions: [`${PARTITIONS.role}*`] });
    this.#allow(fn, ['Query'], { index: BY_REQUESTER_INDEX });
    this.#allow(fn, ['PutItem'], { partitions: [`${PARTITIONS.request}*`, `${PARTITIONS.refusal}*`] });
    this.#connect(fn);
  }

  /** Reads and writes requests, both sides of the trust, refused clicks and delegations. Deletes only grants. */
  grantToReconcile(fn: BotFunction): void {
    this.#allow(fn, ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem']);
    this.#allow(fn, ['DeleteItem'], { partitions: [`${PARTITIONS.role}*`] });
    // The Home tab shows a user's pending requests and the requests that they can decide.
    this.#allow(fn, ['Query'], { index: DUE_INDEX });
    this.#allow(fn, ['Query'], { index: BY_REQUESTER_INDEX });
    this.#connect(fn);
  }

  /** Reads due requests and their holders, and writes the Slack directory. */
  grantToSweep(fn: BotFunction): void {
    this.#allow(fn, ['Query'], { index: DUE_INDEX });
    this.#allow(fn, ['GetItem'], { partitions: [PARTITIONS.lockdown, PARTITIONS.delegations] });
    this.#allow(fn, ['BatchGetItem'], {
      partitions: [`${PARTITIONS.request}*`, PARTITIONS.directory, PARTITIONS.lockdown, PARTITIONS.delegations],
    });
    this.#allow(fn, ['GetItem', 'PutItem', 'UpdateItem'], { partitions: [PARTITIONS.directory] });
    this.#connect(fn);
  }

  /** Sets permission and address together, so neither can be forgotten. */
  #connect(fn: BotFunction): void {
    fn.lambda.addEnvironment(ENV.table, this.#table.tableName);
    grantUseOfKey(
      fn.role,
      this.#key?.keyArn,
      ['dynamodb'],
      [
        'Decrypt',
        'DescribeKey',
        'Encrypt',
        'GenerateDataKey',
        'GenerateDataKeyWithoutPlaintext',
        'ReEncryptFrom',
        'ReEncryptTo',
      ],
    );
  }

  #allow(
    fn: BotFunction,
    operations: readonly string[],
    { index, partitions }: { readonly index?: string; readonly partitions?: readonly string[] } = {},
  ): void {
    fn.role.addToPrincipalPolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        actions: operations.map((operation) => `dynamodb:${operation}`),
        resources: [index === undefined ? this.#table.tableArn : `${this.#table.tableArn}/index/${index}`],
        ...(partitions && { conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [...partitions] } } }),
      }),
    );
  }
}
