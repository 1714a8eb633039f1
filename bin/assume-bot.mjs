#!/usr/bin/env node
// What `npx assume-bot` starts: the command line on Node 24, whatever Node the machine has (scripts/with-node24.mjs).
process.argv.splice(2, 0, 'bin/assume-bot.ts');
await import('../scripts/with-node24.mjs');
