// Writes test/data/iam-rules.jsonl: node scripts/with-node24.mjs test/support/rule-vectors/write.ts
import { writeFileSync } from 'node:fs';
import { ruleVectorsText } from './all.ts';

writeFileSync(new URL('../../data/iam-rules.jsonl', import.meta.url), ruleVectorsText());
