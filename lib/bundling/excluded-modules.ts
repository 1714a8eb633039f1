import type { Plugin } from 'esbuild';

/** A module of a dependency that our code does not use and that would slow down every cold start. */
interface ExcludedModule {
  readonly what: string;
  /** The import path, as in the importing file. */
  readonly path: RegExp;
  /** Applies only to imports by files of this package. By default, to all imports. */
  readonly inside?: string;
  /** Names that ES modules import from it. CommonJS can read any name. */
  readonly names?: readonly string[];
  /** The replacement. By default, a module that throws on first use. */
  readonly instead?: string;
}

/** The Web API methods that the bot calls. Bundles exclude all others, and a test compares this list with the code. */
export const WEB_API_METHODS: readonly string[] = [
  'auth.test',
  'chat.getPermalink',
  'chat.postEphemeral',
  'chat.postMessage',
  'chat.update',
  'conversations.info',
  'usergroups.users.list',
  'users.info',
  'users.lookupByEmail',
  'views.publish',
];

/** Without this, every new client binds all of the about three hundred Slack methods. */
const calledMethods = `
const { EventEmitter } = require('node:events');
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

/** An AbortError of p-retry wraps the error with which the call is rejected. */
const withoutRetries = `
exports.__esModule = true;
exports.AbortError = class extends Error {
  constructor(error) {
    super(error.message);
    this.originalError = error;
  }
};
exports.default = async (call) => {
  try {
    return await call();
  } catch (error) {
    throw error instanceof exports.AbortError ? error.originalError : error;
  }
};`;

/** The faults that the App throws. The bot reads no code of Bolt, and logs the error below. */
const faultsOfBolt = `
class Fault extends Error {
  constructor(message, original) {
    super(Array.isArray(message) ? message.map(String).join('; ') : message);
    this.code = 'slack_bolt_error';
    this.original = original;
  }
}
exports.asCodedError = (error) => (error.code === undefined ? Object.assign(error, { code: 'slack_bolt_unknown_error' }) : error);
for (const name of ['AppInitialization', 'Authorization', 'ContextMissingProperty', 'InvalidCustomProperty', 'MultipleListener', 'Respond'])
  exports[name + 'Error'] = Fault;`;

const EXCLUDED: readonly ExcludedModule[] = [
  {
    what: 'the index of Bolt, which loads every receiver, while the bot has its own; the build fails if code imports another name',
    path: /^@slack\/bolt$/,
    instead: `
import App from '@slack/bolt/dist/App';
export { App };`,
  },
  {
    what: 'the client of Slack in Bolt: slack-events opens and updates modals by itself',
    path: /^@slack\/web-api$/,
    inside: '@slack/bolt',
    instead: `
const none = class {};
export { none as WebClient, none as WebAPIHTTPError, none as WebAPIPlatformError, none as WebAPIRateLimitedError };
export const addAppMetadata = () => {};`,
  },
  {
    what: 'the index of the Web API client; the build fails if code imports another name',
    path: /^@slack\/web-api$/,
    instead: `
export { WebClient } from '@slack/web-api/dist/WebClient';
export { ErrorCode } from '@slack/web-api/dist/errors';`,
  },
  {
    what: 'the servers of Bolt; the handler gives each request to the App',
    path: /^\.{1,2}\/(receivers\/)?(HTTP(Receiver|ModuleFunctions|ResponseAck)|ExpressReceiver|SocketMode(Receiver|Functions|ResponseAck))$/,
    inside: '@slack/bolt',
  },
  {
    what: 'OAuth installation and Socket Mode; the bot has one token and receives HTTP requests',
    path: /^@slack\/(oauth|socket-mode)$/,
    inside: '@slack/bolt',
  },
  {
    what: 'assistants, which the bot does not use',
    path: /^\.\/Assistant(ThreadContextStore)?$/,
    inside: '@slack/bolt',
  },
  {
    what: 'custom functions, conversation stores and routes, and the verification of requests, which the bot does itself',
    path: /^\.{1,2}\/(receivers\/)?(CustomFunction|conversation-store|create-function-(complete|fail)|custom-routes|verify-request)$/,
    inside: '@slack/bolt',
  },
  {
    what: 'a class for each fault of Bolt: one class is enough',
    path: /^\.{1,2}\/errors$/,
    inside: '@slack/bolt',
    instead: faultsOfBolt,
  },
  {
    what: 'functions with which listeners would send messages; workers send those of the bot',
    path: /^\.\/create-(say|say-stream|set-status)$/,
    inside: '@slack/bolt',
    instead: 'exports.createSay = exports.createSayStream = exports.createSetStatus = () => undefined;',
  },
  {
    what: 'modules of Bolt that contain only types',
    path: /^\.\/(actions|command|events|options|receiver|shortcuts|view)$/,
    inside: '@slack/bolt',
    instead: 'exports.__esModule = true;',
  },
  {
    what: 'uploads and streamed messages; the bot sends blocks',
    path: /^\.\/(file-upload|chat-stream)$/,
    inside: '@slack/web-api',
  },
  {
    what: 'the Web API methods that the bot never calls',
    path: /^\.\/methods$/,
    inside: '@slack/web-api',
    instead: calledMethods,
  },
  {
    what: 'the enums of the types of Slack, which the bot does not use',
    path: /^@slack\/types$/,
    inside: '@slack',
  },
  {
    what: 'the queue of the client for more than a hundred calls at once, and for waiting after a rate limit, which the bot does itself',
    path: /^p-queue$/,
    inside: '@slack/web-api',
    instead: 'exports.__esModule = true; exports.default = class { async add(call) { return call(); } };',
  },
  {
    what: 'the user agent of the client, which names the version of Node and of the operating system',
    path: /^\.\/instrument$/,
    inside: '@slack/web-api',
    instead: "exports.addAppMetadata = () => {}; exports.getUserAgent = () => 'assume-bot';",
  },
  {
    what: 'the retry policies of the client, which retries nothing',
    path: /^\.\/retry-policies$/,
    inside: '@slack/web-api',
  },
  {
    what: 'the retries of the client; the bot sets them to 0 and retries itself',
    path: /^p-retry$/,
    inside: '@slack/web-api',
    instead: withoutRetries,
  },
  {
    what: 'the cache of signing keys, which change once a day; a Map is enough',
    path: /^\.\/lru$/,
    inside: 'aws4',
    instead: 'module.exports = () => new Map();',
  },
  {
    what: 'unpacking the exports of an Enterprise organization',
    path: /^node:zlib$/,
    inside: '@slack/web-api',
  },
  {
    what: 'credential providers other than the environment, which Lambda uses: a third of an SDK client',
    path: /^@aws-sdk\/credential-provider-node$/,
    inside: '@aws-sdk',
    instead: "export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';",
  },
  {
    what: 'event streams; no operation of the bot uses them',
    path: /^@smithy\/core\/event-streams$/,
    inside: '@smithy/core',
    names: ['EventStreamSerde', 'eventStreamSerdeProvider'],
  },
  {
    what: 'the cache of endpoint discovery, which is off by default; a Map is enough',
    path: /^mnemonist\/lru-cache$/,
    inside: '@aws-sdk/endpoint-cache',
    instead: 'export default class extends Map { constructor() { super(); } }',
  },
];

/** One module for all stubs: a bundle has more than ten. */
const MAKE_STUB = 'make-stub-of-excluded-module';
const makeStub = `
module.exports = (what, names) => {
  const refuse = () => { throw new Error('excluded from this bundle: ' + what); };
  const stub = new Proxy(function () {}, { construct: refuse, apply: refuse });
  const all = Object.fromEntries(names.map((name) => [name, stub]));
  return new Proxy(all, { get: (_, key) => (key === '__esModule' ? true : stub) });
};`;

const stubOf = (what: string, names: readonly string[]): string =>
  `module.exports = require('${MAKE_STUB}')(${JSON.stringify(what)}, ${JSON.stringify(names)});`;

const isInside = (file: string, packageName: string | undefined): boolean =>
  packageName === undefined || file.replaceAll('\\', '/').includes(`/node_modules/${packageName}/`);

/** Packages read their own name and version from their package.json, which would bundle the whole file. */
const onlyNameAndVersion = (text: string): string => {
  const { name, version } = JSON.parse(text);
  return JSON.stringify({ name, version });
};

/** Excludes modules that Lambda never runs: more than half of the code of the dependencies. */
export const excludeModules = (readText: (path: string) => Promise<string>): Plugin => ({
  name: 'exclude-modules',
  setup: (build) => {
    for (const [index, { path: filter, inside }] of EXCLUDED.entries()) {
      build.onResolve({ filter }, ({ path, importer, resolveDir }) =>
        isInside(importer, inside) ? { path, namespace: `excluded-${index}`, pluginData: { resolveDir } } : undefined,
      );
    }
    build.onResolve({ filter: new RegExp(`^${MAKE_STUB}$`) }, ({ path }) => ({ path, namespace: MAKE_STUB }));
    build.onLoad({ filter: /.*/, namespace: MAKE_STUB }, () => ({ contents: makeStub, loader: 'js' }));
    for (const [index, { what, instead, names = [] }] of EXCLUDED.entries()) {
      build.onLoad({ filter: /.*/, namespace: `excluded-${index}` }, ({ pluginData }) => ({
        contents: instead ?? stubOf(what, names),
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
