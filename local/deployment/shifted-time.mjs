// Runs a program at another time: `node --import 'shifted-time.mjs?ms=3600000&wait=URL'` lets it see the time in one hour. With
// `wait`, a pause of `node:timers/promises` does not wait: the address is asked to move its own clock, and this one follows.
// In a Lambda process, each invocation brings the time of its caller.
// It is plain JavaScript, so that the bundles of the Lambdas run with it and with nothing else of this repository.
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';

const { searchParams } = new URL(import.meta.url);
let shiftMs = Number(searchParams.get('ms') ?? 0);
const waitUrl = searchParams.get('wait');
const RealDate = Date;
const now = () => RealDate.now() + shiftMs;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  apply: () => new RealDate(now()).toString(),
  get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
});
RealDate.prototype.constructor = globalThis.Date;

const { fetch } = globalThis;
const runtimeApi = process.env['AWS_LAMBDA_RUNTIME_API'];
if (runtimeApi !== undefined) {
  globalThis.fetch = async (input, init) => {
    const answer = await fetch(input, init);
    const shift = answer.headers.get('x-shift-ms');
    if (shift !== null && String(input).startsWith(`http://${runtimeApi}/`)) shiftMs = Number(shift);
    return answer;
  };
}

if (waitUrl !== null) {
  timers.setTimeout = async (milliseconds, value) => {
    const answer = await fetch(waitUrl, { method: 'POST', body: String(milliseconds) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`the time could not be moved: ${text}`);
    shiftMs = Number(text);
    return value;
  };
  syncBuiltinESMExports();
}
