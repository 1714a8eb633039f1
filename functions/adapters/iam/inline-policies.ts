import { type PolicyDocument, parsePolicy } from '../../core/trust/documents.ts';
import { type Attempt, toIamFault } from './faults.ts';

/** The inline policies of one role or user, by name. */
export type InlinePolicies = ReadonlyMap<string, PolicyDocument>;

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

  const found = await Promise.all(names.map(async (name) => [name, await get(name)] as const));
  // One that was deleted since it was listed takes no room.
  return new Map(found.flatMap(([name, document]) => (document === undefined ? [] : [[name, document]])));
};
