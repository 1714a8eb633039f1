import { type Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Architecture, type Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ENV } from '../../functions/contract.ts';
import { defined } from '../../functions/core/defined.ts';
import { CATALOG_PATH, type LambdaName } from '../lambdas.ts';

export interface BotFunctionProps {
  readonly name: LambdaName;
  readonly description: string;
  /** The name of the installation: the prefix of function and role names, and the mark in everything it writes to IAM. */
  readonly prefix: string;
  readonly code: Code;
  readonly memoryMb: number;
  readonly timeout: Duration;
  /** @default the function shares the concurrency of the account */
  readonly reservedConcurrency?: number;
  readonly tracing: boolean;
  readonly logRetentionDays: number;
  /**
   * The key that encrypts the log.
   * @default a key that AWS owns
   */
  readonly key?: IKey;
  readonly keepData: boolean;
}

/** A Lambda with its own role. Until it gets grants, the role can only write the log of the function. */
export class BotFunction extends Construct {
  readonly lambda: LambdaFunction;
  readonly role: Role;
  readonly logs: LogGroup;

  constructor(scope: Construct, id: string, props: BotFunctionProps) {
    super(scope, id);
    const name = `${props.prefix}-${props.name}`;
    this.logs = new LogGroup(this, 'Logs', {
      retention: props.logRetentionDays satisfies RetentionDays,
      removalPolicy: props.keepData ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
      ...defined({ encryptionKey: props.key }),
    });
    // The default role of the CDK has a managed policy that can write every log of the account.
    // The name is fixed, because manager roles of other accounts trust the reconcile role by name.
    this.role = new Role(this, 'Role', { roleName: name, assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.role.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [this.logs.logGroupArn],
      }),
    );
    this.lambda = new LambdaFunction(this, 'Function', {
      functionName: name,
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: props.code,
      role: this.role,
      memorySize: props.memoryMb,
      timeout: props.timeout,
      logGroup: this.logs,
      tracing: props.tracing ? Tracing.ACTIVE : Tracing.DISABLED,
      environment: { [ENV.catalog]: CATALOG_PATH, [ENV.hubName]: props.prefix },
      ...defined({ reservedConcurrentExecutions: props.reservedConcurrency }),
    });
    if (props.tracing) acknowledgeTracing(this.role);
  }
}

const acknowledgeTracing = (role: Role): void =>
  Validations.of(role).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'X-Ray receives trace segments for the whole account. Its two actions do not support resources.',
  });
