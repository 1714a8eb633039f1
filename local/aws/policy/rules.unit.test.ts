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
  it('agrees with more than 4,000 decisions that follow from documented rules', () => {
    expect(vectors.length).toBeGreaterThan(4000);

    const disagreements = vectors.flatMap(({ because, decision: expected, ...request }, index) => {
      const decision = decide(request as unknown as DecisionRequest);
      return decision === expected ? [] : [{ line: index + 1, because, decision, expected }];
    });

    expect(disagreements).toEqual([]);
  });
});

/** The subjects of the vectors, and what each contains. */
const SUBJECTS: Readonly<Record<string, (line: string, vector: RuleVector) => boolean>> = {
  'negated operators': (line) => /"(String|Arn|Numeric|Date)Not\w*"|"NotIpAddress/.test(line),
  'unresolved variables': (_, { because }) => /cannot be resolved|not resolved|single-valued/.test(because),
  boundaries: (_, { permissionsBoundary }) => permissionsBoundary !== undefined,
  MFA: (line) => line.includes('MultiFactorAuth'),
  'source identities': (line) => line.includes('SourceIdentity'),
  'session tags': (line) => /TagSession|RequestTag|TagKeys/.test(line),
  NotPrincipal: (line) => line.includes('"NotPrincipal"'),
  NotAction: (line) => line.includes('"NotAction"'),
  NotResource: (line) => line.includes('"NotResource"'),
};

describe('testing/iam-rules.jsonl', () => {
  it('has more than 150 decisions on each difficult subject, and more than 2,000 on all of them', () => {
    const about = vectors.map((vector) => {
      const line = JSON.stringify({ ...vector, because: '' });
      return Object.keys(SUBJECTS).filter((subject) => SUBJECTS[subject]?.(line, vector));
    });
    const few = Object.keys(SUBJECTS).filter((one) => about.filter((subjects) => subjects.includes(one)).length <= 150);

    expect(few).toEqual([]);
    expect(about.filter((subjects) => subjects.length > 0).length).toBeGreaterThan(2000);
  });

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
