import type * as sdk from '@aws-sdk/lib-dynamodb';

type Call<Input, Output> = (input: Input) => Promise<Omit<Output, '$metadata'>>;

/** The calls of the stores: those of the DynamoDBDocument of the SDK, which slack-events replaces by signed calls. */
export interface DynamoCalls {
  readonly get: Call<sdk.GetCommandInput, sdk.GetCommandOutput>;
  readonly batchGet: Call<sdk.BatchGetCommandInput, sdk.BatchGetCommandOutput>;
  readonly query: Call<sdk.QueryCommandInput, sdk.QueryCommandOutput>;
  readonly scan: Call<sdk.ScanCommandInput, sdk.ScanCommandOutput>;
  readonly put: Call<sdk.PutCommandInput, sdk.PutCommandOutput>;
  readonly update: Call<sdk.UpdateCommandInput, sdk.UpdateCommandOutput>;
  readonly delete: Call<sdk.DeleteCommandInput, sdk.DeleteCommandOutput>;
}

/** The table of a store, and the calls to reach it. */
export interface Table {
  readonly dynamo: DynamoCalls;
  readonly tableName: string;
}
