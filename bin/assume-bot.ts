import { COMMANDS } from './cli/commands.ts';
import { createProcessIo } from './cli/io.ts';
import { run } from './cli/run.ts';

// Not process.exit: what is printed into a pipe may be on its way still.
process.exitCode = await run(process.argv.slice(2), COMMANDS, createProcessIo());
