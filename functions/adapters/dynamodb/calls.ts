import type {
  BatchGetCommandInput,
  BatchGetCommandOutput,
  DeleteCommandInput,
  DeleteCommandOutput,
  GetCommandInput,
  GetCommandOutput,
  PutCommandInput,
  PutCommandOutput,
  QueryCommandInput,
  QueryCommandOutput,
  ScanCommandInput,
  ScanCommandOutput,
  UpdateCommandInput,
  UpdateCommandOutput,
} from '@aws-sdk/lib-dynamodb';

type Call<Input, Output> = (input: Input) => Promise<Omit<Output, '$metadata'>>;

/** The DynamoDB calls of the stores, with plain values as in the document client of the SDK. */
export interface DynamoCalls {
  readonly get: Call<GetCommandInput, GetCommandOutput>;
  readonly batchGet: Call<BatchGetCommandInput, BatchGetCommandOutput>;
  readonly query: Call<QueryCommandInput, QueryCommandOutput>;
  readonly scan: Call<ScanCommandInput, ScanCommandOutput>;
  readonly put: Call<PutCommandInput, PutCommandOutput>;
  readonly update: Call<UpdateCommandInput, UpdateCommandOutput>;
  readonly delete: Call<DeleteCommandInput, DeleteCommandOutput>;
}

/** The table of a store, and the calls to reach it. */
export interface Table {
  readonly dynamo: DynamoCalls;
  readonly tableName: string;
}
