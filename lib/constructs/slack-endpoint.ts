import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { BotFunction } from './bot-function.ts';

export interface SlackEndpointProps {
  readonly fn: BotFunction;
  readonly requestsPerSecond: number;
  readonly requestBurst: number;
  readonly logRetentionDays: number;
  readonly key?: IKey;
  readonly keepData: boolean;
}

/** Who called and how it went: never a header, a query or a body. */
const ACCESS_LINE = {
  requestId: '$context.requestId',
  at: '$context.requestTimeEpoch',
  sourceIp: '$context.identity.sourceIp',
  route: '$context.routeKey',
  status: '$context.status',
  milliseconds: '$context.responseLatency',
  integrationError: '$context.integrationErrorMessage',
};

/** What Slack calls, and the only thing the internet can reach. */
export class SlackEndpoint extends Construct {
  readonly api: HttpApi;
  /** For the app's slash command, interactivity and events. */
  readonly url: string;

  constructor(scope: Construct, id: string, props: SlackEndpointProps) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', {
      description: 'Slack posts to /slack/events here; every request is signed and its signature verified',
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
          'Slack signs each request and can carry no other credential; the function verifies the signature before it reads on.',
      });
    }
  }

  #accessLogs({ logRetentionDays, key, keepData }: SlackEndpointProps): LogGroup {
    return new LogGroup(this, 'AccessLogs', {
      retention: logRetentionDays as RetentionDays,
      removalPolicy: keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      ...(key === undefined ? {} : { encryptionKey: key }),
    });
  }
}
