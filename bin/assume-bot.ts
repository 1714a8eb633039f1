import { createProcessIo } from './cli/io.ts';
import { run } from './cli/run.ts';

// Not process.exit, because output to a pipe may not be written yet.
process.exitCode = await run(process.argv.slice(2), createProcessIo());
