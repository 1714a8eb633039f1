import type { LocalAws } from '@assume-bot/local-aws/types';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { createRestApi } from '../gateway/rest-api.ts';
import { HUB_ACCOUNT, USER_API } from './names.ts';
import type { StackCatalog } from './stack-catalog.ts';

type Invoke = (event: APIGatewayProxyEvent) => Promise<unknown>;

/** The API of users at a terminal, with the resource policy of the hub stack. */
export const createUserApi = (aws: LocalAws, { accounts }: Pick<StackCatalog, 'accounts'>, invoke: Invoke) => {
  const { partition, region } = aws;
  const route = (name: string) =>
    `arn:${partition}:execute-api:${region}:${HUB_ACCOUNT}:${USER_API.id}/${USER_API.stage}/${name}`;
  return createRestApi(aws, {
    ...USER_API,
    accountId: HUB_ACCOUNT,
    policy: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: accounts.map(({ id }) => `arn:${partition}:iam::${id}:root`) },
          Action: 'execute-api:Invoke',
          Resource: [route('GET/access'), route('POST/extend')],
        },
      ],
    },
    routes: { 'GET /access': invoke, 'POST /extend': invoke },
  });
};
