import { AwsError } from '../errors.ts';
import { uploadedBytes } from './body.ts';
import type { S3Call } from './s3-call.ts';

export const uploadedText = (call: S3Call): string => uploadedBytes(call.request).toString();

/**
 * Reads single elements of an uploaded configuration. The configurations that this server knows have one rule, so that every
 * element occurs once; a second rule is refused.
 */
export const elementsOf = (call: S3Call, root: string): ((name: string) => string | undefined) => {
  const text = uploadedText(call);
  if (!new RegExp(`<${root}[\\s>]`).test(text) || (text.match(/<Rule>/g) ?? []).length > 1) {
    throw new AwsError(
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
    );
  }
  return (name) => new RegExp(`<${name}>\\s*([^<]*?)\\s*</${name}>`).exec(text)?.[1];
};
