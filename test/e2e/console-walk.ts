import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { aConsole, type TestConsole } from '../support/a-console.ts';
import { launch, leave, type Visit, visit } from './console-browser.ts';

/** The catalog that `npm start` uses. */
export const EXAMPLE = readFileSync(new URL('../../examples/access.yaml', import.meta.url), 'utf8');

/** The example with one setting of its role replaced. */
export const exampleWith = (name: string, value: string): string =>
  EXAMPLE.replace(new RegExp(`^ {4}${name}: .*\\n`, 'gm'), '').replace(
    '    channel: C0APPROVALS',
    `    ${name}: ${value}\n    channel: C0APPROVALS`,
  );

/** One browser for all tests of a file, with a new stack and a new window for each test. */
export interface Walk {
  /** Starts the stack with a test clock, and opens the console as random_user. */
  begin(catalog?: string, options?: Parameters<typeof visit>[2]): Promise<{ at: Visit; world: TestConsole }>;
  /** Advances the time, in AWS and in the page. */
  pass(time: { readonly minutes?: number; readonly seconds?: number }): Promise<void>;
  /** Requests and approves in the page, until the bot says that the role can be used. */
  grant(line?: string): Promise<void>;
}

/** Registers setup and cleanup for the tests of a describe block. */
export const walking = (): Walk => {
  let browser: Browser;
  let now: { at: Visit; world: TestConsole } | undefined;
  const here = () => {
    if (now === undefined) throw new Error('call begin() first');
    return now;
  };
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
  });
  afterEach(async () => {
    const ended = now;
    now = undefined;
    if (ended === undefined) return;
    await leave(ended.at).finally(() => ended.world.close());
  });

  return {
    begin: async (catalog = EXAMPLE, options = {}) => {
      const world = await aConsole(catalog);
      now = { world, at: await visit(browser, { url: world.url, now: world.stack.clock.now }, options) };
      return now;
    },
    pass: async (time) => {
      here().world.stack.clock.advance(time);
      await here().at.readTime();
    },
    grant: async (line = '/assume prod-s3 10m INC-42 the report is stuck') => {
      const { at } = here();
      await at.type(line);
      await at.see(/Requested prod-s3/);
      await at.be('bob');
      await at.goTo('approvals');
      await at.press(/^Approve: prod-s3/);
      await at.see(/Active until/);
      await at.be('random_user');
      await at.goTo('Assume');
      await at.see(/You have access to prod-s3/);
    },
  };
};
