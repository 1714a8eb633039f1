// Writes testing/iam-rules.jsonl: node testing/rule-vectors/write.ts
import { writeFileSync } from 'node:fs';
import { ruleVectorsText } from './all.ts';

writeFileSync(new URL('../iam-rules.jsonl', import.meta.url), ruleVectorsText());
