import type { PolicyJson } from './policy-templates.ts';

/**
 * Default quotas of IAM, in characters of a document without white space:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const IAM_LIMITS = {
  trustPolicy: 2_048,
  /** All inline policies of a role together. */
  inlinePolicies: 10_240,
  managedPolicy: 6_144,
  managedPoliciesPerRole: 10,
} as const;

/** The size of a document as IAM counts it. Spaces inside of values count here, which is the stricter reading. */
export const sizeOf = (document: unknown): number => JSON.stringify(document).length;

/** A policy in one inline policy of a role and, if it is too large for that, in managed policies. */
export interface SplitPolicy {
  readonly inline: PolicyJson;
  readonly managed: readonly PolicyJson[];
}

export type SplitResult = { readonly kind: 'fits'; readonly policy: SplitPolicy } | TooLarge;
export interface TooLarge {
  readonly kind: 'tooLarge';
  /** The size of the document, in characters. */
  readonly size: number;
  /** The most that one role can hold, in characters. */
  readonly limit: number;
}

/** The most that one role can hold: 71,680 characters. */
export const ROLE_CAPACITY = IAM_LIMITS.inlinePolicies + IAM_LIMITS.managedPoliciesPerRole * IAM_LIMITS.managedPolicy;

type Statement = PolicyJson['Statement'][number];

const isDivisible = ({ Effect, Resource }: Statement): boolean => Effect === 'Allow' && Array.isArray(Resource);

/** A policy that is being filled. Its statements list resources in the order in which they were added. */
class Page {
  readonly #statements: Statement[];
  readonly #limit: number;
  #size: number;

  constructor(limit: number, statements: readonly Statement[] = []) {
    this.#limit = limit;
    this.#statements = [...statements];
    this.#size = sizeOf(this.document());
  }

  document(): PolicyJson {
    return { Version: '2012-10-17', Statement: this.#statements };
  }

  /** Adds a resource to the last statement if it is the same one, or else a statement. Returns false if it does not fit. */
  add(statement: Statement, resource: unknown): boolean {
    const last = this.#statements.at(-1);
    const same = last?.['Sid'] === statement['Sid'] ? last : undefined;
    const added = same ? sizeOf(resource) + 1 : sizeOf({ ...statement, Resource: [resource] }) + 1;
    if (this.#size + added > this.#limit) return false;
    if (same) (same['Resource'] as unknown[]).push(resource);
    else this.#statements.push({ ...statement, Resource: [resource] });
    this.#size += added;
    return true;
  }
}

/**
 * Keeps a policy in one inline document while it fits. Otherwise, distributes the resources of its Allow statements over the rest
 * of the inline policy and up to ten managed policies. Statements that deny stay inline, and each statement keeps its
 * condition, so together the documents allow and deny the same as the one.
 */
export const splitPolicy = (document: PolicyJson): SplitResult => {
  if (sizeOf(document) <= IAM_LIMITS.inlinePolicies) return { kind: 'fits', policy: { inline: document, managed: [] } };
  const divisible = document.Statement.filter(isDivisible);
  const pages = [
    new Page(
      IAM_LIMITS.inlinePolicies,
      document.Statement.filter((one) => !isDivisible(one)),
    ),
  ];
  for (const statement of divisible) {
    for (const resource of statement['Resource'] as readonly unknown[]) {
      if (pages.at(-1)?.add(statement, resource)) continue;
      const next = new Page(IAM_LIMITS.managedPolicy);
      next.add(statement, resource);
      pages.push(next);
    }
  }
  const [inline, ...managed] = pages.map((page) => page.document());
  return inline === undefined || managed.length > IAM_LIMITS.managedPoliciesPerRole
    ? { kind: 'tooLarge', size: sizeOf(document), limit: ROLE_CAPACITY }
    : { kind: 'fits', policy: { inline, managed } };
};
