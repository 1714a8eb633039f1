import { createServer } from 'node:net';

export interface Ports {
  readonly console: number;
  readonly aws: number;
  readonly slack: number;
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

const STEP = 100;
const MOST_STEPS = 200;

/** Three free ports near the usual ones: 3100, 4666 and 3101, or the next hundred. Rejects if there are none. */
export const freePorts = async (check: (port: number) => Promise<boolean> = isFree): Promise<Ports> => {
  for (let step = 1; step <= MOST_STEPS; step += 1) {
    const ports = { console: 3000 + step * STEP, aws: 4566 + step * STEP, slack: 3001 + step * STEP };
    const free = await Promise.all(Object.values(ports).map(check));
    if (free.every(Boolean)) return ports;
  }
  throw new Error('no free ports were found between 3100 and 23000');
};

export const portOptions = ({ console, aws, slack }: Ports): string =>
  `--port ${console} --aws-port ${aws} --slack-port ${slack}`;
