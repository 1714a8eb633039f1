import { createProcessIo } from './cli/io.ts';
import { run } from './cli/run.ts';

// The reader of a pipe, such as `head`, has seen enough.
process.stdout.on('error', (fault: NodeJS.ErrnoException) => {
  if (fault.code !== 'EPIPE') throw fault;
  process.exit();
});

// Not process.exit, because output to a pipe may not be written yet.
process.exitCode = await run(process.argv.slice(2), createProcessIo());
