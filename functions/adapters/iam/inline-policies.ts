import type { PolicyDocument } from '../../core/trust/documents.ts';
import { parsePolicy, policyChars } from '../../core/trust/documents.ts';
import type { Attempt } from './faults.ts';
import { toIamFault } from './faults.ts';

/** What the inline policies of one role or user hold: one of ours, and the size of the others. */
export interface InlinePolicies {
  readonly ours?: PolicyDocument;
  readonly otherChars: number;
}

interface Page {
  readonly PolicyNames: readonly string[] | undefined;
  readonly IsTruncated?: boolean | undefined;
  readonly Marker?: string | undefined;
}

/** A policy as IAM hands it out, URL-encoded. Throws IamFault `malformed` when it cannot be read. */
export const decodePolicy = (encoded: string | undefined, attempt: Attempt): PolicyDocument => {
  try {
    return parsePolicy(decodeURIComponent(encoded ?? ''));
  } catch (error) {
    const unreadable = new Error('the policy in the answer cannot be read', { cause: error });
    unreadable.name = 'MalformedPolicyDocument';
    throw toIamFault(unreadable, attempt);
  }
};

/** Reads all inline policies of a role or user; undefined when there is no such role or user. */
export const readInlinePolicies = async (
  ownName: string,
  list: (marker: string | undefined) => Promise<Page | undefined>,
  get: (policyName: string) => Promise<PolicyDocument | undefined>,
): Promise<InlinePolicies | undefined> => {
  const names: string[] = [];
  let marker: string | undefined;
  do {
    const page = await list(marker);
    if (page === undefined) return undefined;
    names.push(...(page.PolicyNames ?? []));
    marker = page.IsTruncated ? page.Marker : undefined;
  } while (marker !== undefined);

  // One that was deleted since it was listed takes no room.
  const found = await Promise.all(names.map(async (name) => ({ name, document: await get(name) })));
  const ours = found.find(({ name }) => name === ownName)?.document;
  const others = found.flatMap(({ name, document }) => (name === ownName || !document ? [] : [policyChars(document)]));
  return {
    ...(ours === undefined ? {} : { ours }),
    otherChars: others.reduce((sum, chars) => sum + chars, 0),
  };
};
