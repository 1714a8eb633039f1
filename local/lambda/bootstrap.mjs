// The runtime in its process: loads the handler, then requests events and posts results in a loop. It is plain
// JavaScript without imports, so that a bundle runs with Node alone, as in Lambda.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const { AWS_LAMBDA_RUNTIME_API: api, LAMBDA_TASK_ROOT: root = '.', _HANDLER: name = 'index.handler' } = process.env;
const base = `http://${api}/2018-06-01/runtime`;
const post = (path, body) => fetch(`${base}${path}`, { method: 'POST', body: JSON.stringify(body) });
const describe = (fault) => ({ errorType: fault?.name ?? 'Error', errorMessage: fault?.stack ?? String(fault) });

let handler;
try {
  const [file, member] = name.split('.');
  handler = (await import(pathToFileURL(join(root, `${file}.mjs`)).href))[member];
} catch (fault) {
  await post('/init/error', describe(fault));
  process.exit(1);
}
for (;;) {
  const next = await fetch(`${base}/invocation/next`);
  const id = next.headers.get('lambda-runtime-aws-request-id');
  try {
    const result = await handler(await next.json(), {
      awsRequestId: id,
      functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    });
    await post(`/invocation/${id}/response`, result ?? null);
  } catch (fault) {
    await post(`/invocation/${id}/error`, describe(fault));
  }
}
