import { conditionVectors } from './conditions.ts';
import { elementVectors } from './elements.ts';
import { exceptionVectors } from './exceptions.ts';
import { layerVectors } from './layers.ts';
import { sessionVectors } from './sessions.ts';
import { sourceIdentityVectors } from './source-identities.ts';
import { variableVectors } from './variables.ts';
import type { RuleVector } from './vector.ts';

/** All decisions that follow from documented rules, in an order that does not change. */
export const ruleVectors = (): readonly RuleVector[] => [
  ...conditionVectors(),
  ...variableVectors(),
  ...layerVectors(),
  ...sessionVectors(),
  ...elementVectors(),
  ...sourceIdentityVectors(),
  ...exceptionVectors(),
];

/** The text of testing/iam-rules.jsonl. */
export const ruleVectorsText = (): string =>
  `${ruleVectors()
    .map((vector) => JSON.stringify(vector))
    .join('\n')}\n`;
