import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Runs the `start` script as a user does, on a free port. Returns the URL that it prints. Stopped at the end of the test. */
export const startProgram = async (...options: readonly string[]): Promise<string> => {
  const script = join(import.meta.dirname, '..', 'start.ts');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, '--port', '0', ...options]);
  const exited = once(child, 'exit');
  onTestFinished(async () => {
    child.kill();
    await exited;
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      output += text;
      child.emit('output');
    });
  }
  void exited.then(() => child.emit('output'));
  for (;;) {
    const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(output) ?? [];
    if (url !== undefined) return url;
    if (child.exitCode !== null) throw new Error(`start.ts ended with ${child.exitCode}: ${output}`);
    await once(child, 'output');
  }
};
