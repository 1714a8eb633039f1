/** Exits with a message that states the problem and the fix. */
export const stop = (message: string): never => {
  process.stderr.write(`\n${message}\n`);
  process.exit(1);
};
