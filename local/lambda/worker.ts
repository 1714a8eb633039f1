import { parentPort, workerData } from 'node:worker_threads';

/** Runs one handler in its own thread with its own environment, as Lambda does. */
const { entry } = workerData as { entry: string };
const port = parentPort;
if (port === null) throw new Error('this file runs only in a worker thread');

const describe = (fault: unknown): { name: string; message: string; stack?: string } =>
  fault instanceof Error
    ? { name: fault.name, message: fault.message, ...(fault.stack === undefined ? {} : { stack: fault.stack }) }
    : { name: 'Error', message: String(fault) };

const loaded = import(entry) as Promise<{ handler: (event: unknown, context: unknown) => Promise<unknown> }>;
loaded.then(
  () => port.postMessage({ kind: 'ready' }),
  (fault: unknown) => port.postMessage({ kind: 'broken', fault: describe(fault) }),
);

port.on('message', async ({ id, event }: { id: number; event: unknown }) => {
  try {
    const { handler } = await loaded;
    const result = await handler(event, { awsRequestId: String(id), functionName: workerData.name });
    port.postMessage({ kind: 'result', id, result });
  } catch (fault) {
    port.postMessage({ kind: 'fault', id, fault: describe(fault) });
  }
});
