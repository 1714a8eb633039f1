import type { Service } from '../call.ts';
import { notImplementedHere } from '../errors.ts';
import { jsonAnswer, jsonBody, jsonError, peekJson, targetOperation } from '../http/json-protocol.ts';
import { aliasOperations } from './aliases.ts';
import { cryptographicOperations } from './cryptography.ts';
import { grantOperations } from './grants.ts';
import { keyOperations } from './key-operations.ts';
import { keyPolicyOperations } from './key-policies.ts';
import { type KmsOperation, requireKnown } from './kms-call.ts';

const OPERATIONS: Readonly<Record<string, KmsOperation>> = {
  ...keyOperations,
  ...keyPolicyOperations,
  ...aliasOperations,
  ...grantOperations,
  ...cryptographicOperations,
};

/** KMS: symmetric keys with their policies, grants and aliases. No key is ever deleted or rotated. */
export const kmsService: Service = {
  describe: (request) => {
    const body = peekJson(request);
    return { operation: targetOperation(request), resource: String(body['KeyId'] ?? body['AliasName'] ?? '') };
  },
  run: (call) => {
    const operation = Object.hasOwn(OPERATIONS, call.operation) ? OPERATIONS[call.operation] : undefined;
    if (!operation) throw notImplementedHere(`the KMS operation ${call.operation}`);
    const kmsCall = { ...call, body: jsonBody(call.request) };
    requireKnown(kmsCall);
    const answer = operation(kmsCall);
    call.store.save();
    return jsonAnswer(answer, call.requestId);
  },
  // Source: AWS, KMS API Reference, "Common Errors": refused requests have the status 400.
  answerError: ({ code, message, status }, requestId) =>
    jsonError({ code, message, status: status < 500 ? 400 : status }, requestId, 'com.amazonaws.kms'),
};
