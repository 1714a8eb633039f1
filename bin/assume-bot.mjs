#!/usr/bin/env node
// The entry of `npx --no assume-bot` in a clone: the CLI on Node 24, regardless of the Node version of the machine (scripts/with-node24.mjs).
process.argv.splice(2, 0, 'bin/assume-bot.ts');
await import('../scripts/with-node24.mjs');
