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

/** The calls of DynamoDB that the stores make, in the document form of the SDK: plain values in, plain values out. */
export interface DynamoCalls {
  readonly get: Call<GetCommandInput, GetCommandOutput>;
  readonly batchGet: Call<BatchGetCommandInput, BatchGetCommandOutput>;
  readonly query: Call<QueryCommandInput, QueryCommandOutput>;
  readonly scan: Call<ScanCommandInput, ScanCommandOutput>;
  readonly put: Call<PutCommandInput, PutCommandOutput>;
  readonly update: Call<UpdateCommandInput, UpdateCommandOutput>;
  readonly delete: Call<DeleteCommandInput, DeleteCommandOutput>;
}

/** The table that a store keeps its items in, and how it is reached. */
export interface Table {
  readonly dynamo: DynamoCalls;
  readonly tableName: string;
}
