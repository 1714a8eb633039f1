import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { defined } from '../../functions/core/defined.ts';
import type { BotFunction } from './bot-function.ts';

export interface SlackEndpointProps {
  readonly fn: BotFunction;
  readonly requestsPerSecond: number;
  readonly requestBurst: number;
  readonly logRetentionDays: number;
  /**
   * The key that encrypts the access log.
   * @default a key that AWS owns
   */
  readonly key?: IKey;
  readonly keepData: boolean;
}

/** The caller and the outcome. Never a header, a query or a body. */
const ACCESS_LINE = {
  requestId: '$context.requestId',
  at: '$context.requestTimeEpoch',
  sourceIp: '$context.identity.sourceIp',
  route: '$context.routeKey',
  status: '$context.status',
  milliseconds: '$context.responseLatency',
  integrationError: '$context.integrationErrorMessage',
};

/** The API that Slack calls, and the only public endpoint. */
export class SlackEndpoint extends Construct {
  readonly api: HttpApi;
  /** The URL for the slash command, interactivity and events of the app. */
  readonly url: string;

  constructor(scope: Construct, id: string, props: SlackEndpointProps) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', {
      description: 'Receives POST /slack/events from Slack. The signature of every request is verified.',
      createDefaultStage: false,
    });
    this.api.addStage('DefaultStage', {
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: props.requestsPerSecond, burstLimit: props.requestBurst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(this.#accessLogs(props)),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LINE)),
      },
    });
    const [route] = this.api.addRoutes({
      path: '/slack/events',
      methods: [HttpMethod.POST],
      integration: new HttpLambdaIntegration('Slack', props.fn.lambda, { timeout: Duration.seconds(10) }),
    });
    this.url = `${this.api.apiEndpoint}/slack/events`;
    if (route !== undefined) {
      Validations.of(route).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason:
          'Slack signs each request and supports no other credential. The function verifies the signature before it parses the request.',
      });
    }
  }

  #accessLogs({ logRetentionDays, key, keepData }: SlackEndpointProps): LogGroup {
    return new LogGroup(this, 'AccessLogs', {
      retention: logRetentionDays as RetentionDays,
      removalPolicy: keepData ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
      ...defined({ encryptionKey: key }),
    });
  }
}
