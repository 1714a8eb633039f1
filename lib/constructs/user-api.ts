import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { AuthorizationType, EndpointType, LambdaIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { AccountPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { USER_API } from '../../functions/contract.ts';
import { defined } from '../../functions/core/defined.ts';
import type { BotFunction } from './bot-function.ts';

export interface UserApiProps {
  readonly prefix: string;
  readonly fn: BotFunction;
  /** The accounts of the users in the catalog. */
  readonly userAccounts: readonly string[];
  readonly hubAccount: string;
}

/** One run asks twice a minute near the end of its access. */
const THROTTLE = { throttlingRateLimit: 10, throttlingBurstLimit: 20 };

/** Users of other accounts need their own policy and this one. Users of the hub account need only their own. */
const crossAccountPolicy = (accounts: readonly string[]): PolicyDocument =>
  new PolicyDocument({
    statements: [
      new PolicyStatement({
        principals: accounts.map((id) => new AccountPrincipal(id)),
        actions: ['execute-api:Invoke'],
        resources: USER_API.routes.map(({ method, path }) => `execute-api:/${USER_API.stage}/${method}/${path}`),
      }),
    ],
  });

/**
 * The API of users at a terminal. AWS_IAM: API Gateway verifies the signature (SigV4) of each request, and passes the caller's
 * ARN to the function. It is a REST API, because HTTP APIs have no resource policy, and so admit no caller of another account:
 * https://repost.aws/knowledge-center/api-gateway-iam-cross-account
 */
export class UserApi extends Construct {
  readonly api: RestApi;
  /** The URL of the API, without a slash at the end. */
  readonly url: string;
  /** The ARNs that users need `execute-api:Invoke` on. */
  readonly routeArns: readonly string[];

  constructor(scope: Construct, id: string, props: UserApiProps) {
    super(scope, id);
    const others = props.userAccounts.filter((account) => account !== props.hubAccount);
    this.api = new RestApi(this, 'Api', {
      restApiName: `${props.prefix}-api`,
      description: 'Tells users when their own access ends, and extends it. The signature of every request is verified',
      endpointTypes: [EndpointType.REGIONAL],
      // Logs of REST APIs need a role that is set for the whole account and region. The function logs each call.
      cloudWatchRole: false,
      deployOptions: { stageName: USER_API.stage, ...THROTTLE },
      defaultMethodOptions: { authorizationType: AuthorizationType.IAM },
      ...defined({ policy: others.length === 0 ? undefined : crossAccountPolicy(others) }),
    });
    // The URL is an output of the stack, by its own name.
    this.api.node.tryRemoveChild('Endpoint');
    const integration = new LambdaIntegration(props.fn.lambda, {
      timeout: Duration.seconds(15),
      allowTestInvoke: false,
    });
    for (const { method, path } of USER_API.routes) {
      const route = this.api.root.addResource(path).addMethod(method, integration);
      Validations.of(route).acknowledge({
        id: 'AwsSolutions-COG4',
        reason: 'Callers are AWS identities, proven by AWS_IAM. Users have no password here.',
      });
    }
    const { region, account, partition, urlSuffix } = Stack.of(this);
    const { restApiId } = this.api;
    this.url = `https://${restApiId}.execute-api.${region}.${urlSuffix}/${USER_API.stage}`;
    this.routeArns = USER_API.routes.map(
      ({ method, path }) =>
        `arn:${partition}:execute-api:${region}:${account}:${restApiId}/${USER_API.stage}/${method}/${path}`,
    );
    this.#acknowledge();
  }

  #acknowledge(): void {
    Validations.of(this.api).acknowledge({
      id: 'AwsSolutions-APIG2',
      reason: 'The function checks the size of each request, and its members by a strict schema.',
    });
    Validations.of(this.api.deploymentStage).acknowledge(
      {
        id: 'AwsSolutions-APIG1',
        reason: 'Access logs of REST APIs need a role for the whole account and region. The function logs each call.',
      },
      {
        id: 'AwsSolutions-APIG6',
        reason: 'Execution logs need the same role, and would contain requests.',
      },
      {
        id: 'AwsSolutions-APIG3',
        reason: 'API Gateway refuses every request without the signature of a permitted AWS identity.',
      },
    );
  }
}
