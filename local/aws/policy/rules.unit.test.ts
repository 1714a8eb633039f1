import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ruleVectorsText } from '../testing/rule-vectors/all.ts';
import type { RuleVector } from '../testing/rule-vectors/vector.ts';
import { type DecisionRequest, decide } from './decide.ts';

const text = readFileSync(new URL('../testing/iam-rules.jsonl', import.meta.url), 'utf8');
const vectors: readonly RuleVector[] = text
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line));

describe('the policy evaluator', () => {
  it('agrees with more than 2,000 decisions that follow from documented rules', () => {
    expect(vectors.length).toBeGreaterThan(2000);

    const disagreements = vectors.flatMap(({ because, decision: expected, ...request }, index) => {
      const decision = decide(request as unknown as DecisionRequest);
      return decision === expected ? [] : [{ line: index + 1, because, decision, expected }];
    });

    expect(disagreements).toEqual([]);
  });
});

describe('testing/iam-rules.jsonl', () => {
  it('is what testing/rule-vectors generates', () => {
    expect(text === ruleVectorsText()).toBe(true);
  });

  it('names a document for every decision, and has no duplicates', () => {
    const unnamed = vectors.filter(
      ({ because }) => !/^(IAM User Guide|Service Authorization Reference), "/.test(because),
    );

    expect(unnamed).toEqual([]);
    expect(new Set(text.trimEnd().split('\n')).size).toBe(vectors.length);
  });
});
