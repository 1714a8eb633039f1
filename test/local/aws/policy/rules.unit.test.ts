import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type DecisionRequest, decide } from '../../../../local/aws/policy/decide.ts';
import { ruleVectorsText } from '../../../support/rule-vectors/all.ts';
import type { RuleVector } from '../../../support/rule-vectors/vector.ts';

const text = readFileSync(new URL('../../../data/iam-rules.jsonl', import.meta.url), 'utf8');
const vectors: readonly RuleVector[] = text
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line));

describe('the policy evaluator', () => {
  it('decides as the documented rules of AWS do, each of more than 2,000 times', () => {
    expect(vectors.length).toBeGreaterThan(2000);

    const disagreements = vectors.flatMap(({ because, decision: expected, ...request }, index) => {
      const decision = decide(request as unknown as DecisionRequest);
      return decision === expected ? [] : [{ line: index + 1, because, decision, expected }];
    });

    expect(disagreements).toEqual([]);
  });
});

describe('the decisions that follow from documented rules', () => {
  it('are those that their description makes', () => {
    expect(text === ruleVectorsText()).toBe(true);
  });

  it('each name a document, and are no two the same', () => {
    const unnamed = vectors.filter(
      ({ because }) => !/^(IAM User Guide|Service Authorization Reference), "/.test(because),
    );

    expect(unnamed).toEqual([]);
    expect(new Set(text.trimEnd().split('\n')).size).toBe(vectors.length);
  });
});
