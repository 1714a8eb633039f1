import { RemovalPolicy, Token, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { ENV } from '../../functions/contract.ts';
import { defined } from '../../functions/core/defined.ts';
import type { BotFunction } from './bot-function.ts';
import { grantUseOfKey } from './customer-key.ts';

const SECRETS = {
  botToken: {
    id: 'BotToken',
    name: 'slack-bot-token',
    variable: ENV.slackBotTokenArn,
    description: 'The token of the Slack bot (xoxb-…)',
  },
  signingSecret: {
    id: 'SigningSecret',
    name: 'slack-signing-secret',
    variable: ENV.slackSigningSecretArn,
    description: 'The signing secret of the Slack app',
  },
} as const;
type SecretName = keyof typeof SECRETS;

export interface SlackSecretsProps {
  readonly prefix: string;
  /**
   * ARNs of existing secrets or SSM parameters.
   * @default the stack creates two secrets, and the operator stores the values
   */
  readonly existing?: Readonly<Record<SecretName, string>> & { readonly keyArn?: string };
  /**
   * The key that encrypts the secrets that the stack creates.
   * @default a key that AWS owns
   */
  readonly key?: IKey;
  readonly keepData: boolean;
}

/** The two secrets of Slack. Functions receive their ARNs, and read them again while they run. */
export class SlackSecrets extends Construct {
  readonly arns: Readonly<Record<SecretName, string>>;
  readonly #keyArn: string | undefined;

  constructor(scope: Construct, id: string, props: SlackSecretsProps) {
    super(scope, id);
    this.#keyArn = props.existing === undefined ? props.key?.keyArn : props.existing.keyArn;
    this.arns = props.existing ?? {
      botToken: this.#make('botToken', props),
      signingSecret: this.#make('signingSecret', props),
    };
  }

  /** Sets permission and address together, so neither can be forgotten. */
  grantRead(fn: BotFunction, ...names: readonly SecretName[]): void {
    for (const name of names) grantReadSecret(fn, SECRETS[name].variable, this.arns[name]);
    // Only through the two services that store secrets, and not directly on other data that the key encrypts.
    grantUseOfKey(fn.role, this.#keyArn, ['secretsmanager', 'ssm'], ['Decrypt']);
  }

  #make(name: SecretName, { prefix, key, keepData }: SlackSecretsProps): string {
    const secret = new Secret(this, SECRETS[name].id, {
      secretName: `${prefix}/${SECRETS[name].name}`,
      description: SECRETS[name].description,
      removalPolicy: keepData ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
      ...defined({ encryptionKey: key }),
    });
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'Slack issues tokens and signing secrets manually. A rotation function has no API to call.',
    });
    return secret.secretArn;
  }
}

/** Gives a function the ARN of a secret and the permission to read it. */
export const grantReadSecret = (fn: BotFunction, variable: string, arn: string): void => {
  fn.lambda.addEnvironment(variable, arn);
  const action = isParameter(arn) ? 'ssm:GetParameter' : 'secretsmanager:GetSecretValue';
  fn.role.addToPrincipalPolicy(new PolicyStatement({ actions: [action], resources: [arn] }));
};

/** ARNs of secrets that the stack creates are unresolved until deployment, and are never parameters. */
const isParameter = (arn: string): boolean => !Token.isUnresolved(arn) && arn.split(':')[2] === 'ssm';
