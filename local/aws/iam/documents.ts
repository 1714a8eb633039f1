import { requireLength, requirePattern } from '../http/params.ts';
import type { PolicyDocument } from '../policy/document.ts';
import { type PolicyKind, parsePolicy } from '../policy/validate.ts';
import type { IamCall } from './iam-call.ts';

/** Source: AWS, IAM API Reference, the PolicyDocument parameter. */
const MAX_CHARACTERS = 131_072;
const CHARACTERS = /^[\t\n\r\x20-\xff]+$/;

/** A policy document parameter. Checks the characters that IAM allows, and the rules for this kind of policy. */
export const documentParam = (
  call: IamCall,
  parameter: string,
  kind: PolicyKind,
): { readonly text: string; readonly document: PolicyDocument } => {
  const text = call.params.required(parameter);
  requireLength(parameter, text, 1, MAX_CHARACTERS);
  requirePattern(parameter, text, CHARACTERS, '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+');
  return { text, document: parsePolicy(text, kind) };
};
