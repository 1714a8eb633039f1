import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { RequestContext } from './context.ts';
import { type Decision, decide } from './decide.ts';
import type { PolicyDocument } from './document.ts';
import type { Principal } from './principals.ts';

interface Vector {
  readonly kind: 'assume-role' | 'action';
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly resourceAccount: string;
  readonly context: RequestContext;
  readonly identityPolicies: readonly PolicyDocument[];
  readonly trustPolicy?: PolicyDocument;
  readonly decision: Decision;
}

const vectors: readonly Vector[] = readFileSync(new URL('../testing/iam-decisions.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line));

const principalOf = ({ principal, context }: Vector): Principal => ({
  arn: principal,
  accountId: principal.split(':')[4] ?? '',
  ...(principal.includes(':assumed-role/') ? { roleArn: String(context['aws:PrincipalArn']) } : {}),
});

const decisionOn = (vector: Vector): Decision =>
  decide({
    principal: principalOf(vector),
    action: vector.action,
    resource: vector.resource,
    resourceAccount: vector.resourceAccount,
    context: vector.context,
    identityPolicies: vector.identityPolicies,
    ...(vector.trustPolicy ? { resourcePolicy: vector.trustPolicy, resourcePolicyIsRequired: true } : {}),
  });

describe('the policy evaluator', () => {
  it('agrees with an independent engine on 1500 decisions', () => {
    expect(vectors).toHaveLength(1500);

    const disagreements = vectors.flatMap((vector, index) => {
      const decision = decisionOn(vector);
      return decision === vector.decision ? [] : [{ line: index + 1, decision, expected: vector.decision }];
    });

    expect(disagreements).toEqual([]);
  });
});
