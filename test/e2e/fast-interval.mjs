// Loaded into the command line of a test: what it repeats every 30 seconds is repeated at once.
const { setInterval } = globalThis;
globalThis.setInterval = (run, milliseconds, ...args) =>
  setInterval(run, milliseconds === 30_000 ? 50 : milliseconds, ...args);
