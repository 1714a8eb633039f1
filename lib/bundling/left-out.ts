import type { Plugin } from 'esbuild';

/** A part of a dependency that nothing of ours uses and that every cold start would pay for. */
interface Part {
  readonly what: string;
  /** What is imported, as the importing file writes it. */
  readonly path: RegExp;
  /** Only where a file of this package imports it. */
  readonly inside: string;
  /** Names that an ES module takes out of it; CommonJS may ask for any. */
  readonly names?: readonly string[];
  /** What takes its place; else something that throws when it is used, and not before. */
  readonly instead?: string;
}

/** The Web API methods that are called; one that is missing here is not there in a bundle, and a test compares. */
export const WEB_API_METHODS: readonly string[] = [
  'auth.test',
  'chat.postEphemeral',
  'chat.postMessage',
  'chat.update',
  'usergroups.users.list',
  'users.info',
  'users.lookupByEmail',
  'views.open',
  'views.publish',
  'views.update',
];

/** The client binds every method that Slack has, some three hundred, for each client that is made. */
const calledMethods = `
const { EventEmitter } = require('eventemitter3');
exports.Methods = class extends EventEmitter {
  constructor() {
    super();
    for (const method of ${JSON.stringify(WEB_API_METHODS)}) {
      const path = method.split('.');
      const name = path.pop();
      path.reduce((owner, key) => (owner[key] ??= {}), this)[name] = this.apiCall.bind(this, method);
    }
  }
};`;

const PARTS: readonly Part[] = [
  {
    what: 'the servers of Bolt; on Lambda its AwsLambdaReceiver does their work',
    path: /^\.{1,2}\/(receivers\/)?(HTTP(Receiver|ModuleFunctions|ResponseAck)|ExpressReceiver|SocketMode(Receiver|Functions|ResponseAck))$/,
    inside: '@slack/bolt',
  },
  {
    what: 'installing by OAuth and Socket Mode; the bot has one token and is called by HTTP',
    path: /^@slack\/(oauth|socket-mode)$/,
    inside: '@slack/bolt',
  },
  {
    what: 'assistants, which are a kind of Slack app that the bot is not',
    path: /^\.\/Assistant(ThreadContextStore)?$/,
    inside: '@slack/bolt',
  },
  {
    what: 'uploads and streamed messages; the bot sends blocks',
    path: /^\.\/(file-upload|chat-stream)$/,
    inside: '@slack/web-api',
  },
  {
    what: 'the Web API methods that are never called',
    path: /^\.\/methods$/,
    inside: '@slack/web-api',
    instead: calledMethods,
  },
  {
    what: 'unpacking the exports of an Enterprise organisation',
    path: /^node:zlib$/,
    inside: '@slack/web-api',
  },
  {
    what: 'the search for credentials in every place but the environment, where Lambda has them: a third of an SDK client',
    path: /^@aws-sdk\/credential-provider-node$/,
    inside: '@aws-sdk',
    instead: "export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';",
  },
  {
    what: 'event streams; no operation that is called has one',
    path: /^@smithy\/core\/event-streams$/,
    inside: '@smithy/core',
    names: ['EventStreamSerde', 'eventStreamSerdeProvider'],
  },
  {
    what: 'the cache of endpoint discovery, which is off unless asked for; a Map does as well',
    path: /^mnemonist\/lru-cache$/,
    inside: '@aws-sdk/endpoint-cache',
    instead: 'export default class extends Map { constructor() { super(); } }',
  },
];

const standIn = (what: string, names: readonly string[]): string => `
const refuse = () => { throw new Error(${JSON.stringify(`left out of this bundle: ${what}`)}); };
const part = new Proxy(function () {}, { construct: refuse, apply: refuse });
const all = { ${names.map((name) => `${name}: part`).join(', ')} };
module.exports = new Proxy(all, { get: (_, key) => (key === '__esModule' ? true : part) });
`;

const isInside = (file: string, packageName: string): boolean =>
  file.replaceAll('\\', '/').includes(`/node_modules/${packageName}/`);

/** Packages read their own name and version from their package.json, and bring the whole of it. */
const onlyNameAndVersion = (text: string): string => {
  const { name, version } = JSON.parse(text);
  return JSON.stringify({ name, version });
};

/** Leaves out of a bundle what Lambda never runs: the larger half of what the dependencies bring. */
export const leaveOut = (readText: (path: string) => Promise<string>): Plugin => ({
  name: 'leave-out',
  setup: (build) => {
    for (const [index, { path: filter, inside }] of PARTS.entries()) {
      build.onResolve({ filter }, ({ path, importer, resolveDir }) =>
        isInside(importer, inside) ? { path, namespace: `left-out-${index}`, pluginData: { resolveDir } } : undefined,
      );
    }
    for (const [index, { what, instead, names = [] }] of PARTS.entries()) {
      build.onLoad({ filter: /.*/, namespace: `left-out-${index}` }, ({ pluginData }) => ({
        contents: instead ?? standIn(what, names),
        resolveDir: pluginData.resolveDir,
        loader: 'js',
      }));
    }
    build.onLoad({ filter: /node_modules[\\/].*[\\/]package\.json$/ }, async ({ path }) => ({
      contents: onlyNameAndVersion(await readText(path)),
      loader: 'json',
    }));
  },
});
