import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { aConsole, type TestConsole } from '../local/console/a-console.ts';
import { launch, leave, type Visit, visit } from './console-browser.ts';

/** The catalog that `npm start` uses. */
export const EXAMPLE = readFileSync(new URL('../../examples/access.yaml', import.meta.url), 'utf8');

/** The example with a setting of its role in place of what stands there of that name. */
export const exampleWith = (name: string, value: string): string =>
  EXAMPLE.replace(new RegExp(`^ {4}${name}: .*\\n`, 'gm'), '').replace(
    '    channel: C0APPROVALS',
    `    ${name}: ${value}\n    channel: C0APPROVALS`,
  );

/** One browser for the walks of a file; a fresh stack and a fresh window for each. */
export interface Walk {
  /** Starts the stack on a clock of its own, and opens the console as random_user. */
  begin(catalog?: string, options?: Parameters<typeof visit>[2]): Promise<{ at: Visit; world: TestConsole }>;
  /** Lets time pass, in AWS and on the page. */
  pass(time: { readonly minutes?: number; readonly seconds?: number }): Promise<void>;
  /** Asks and approves through the page, until the bot has said that it can be used. */
  grant(line?: string): Promise<void>;
}

/** Registers what comes before and after the walks of a describe block. */
export const walking = (): Walk => {
  let browser: Browser;
  let now: { at: Visit; world: TestConsole } | undefined;
  const here = () => {
    if (now === undefined) throw new Error('a walk begins with begin()');
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
      await at.see(/You asked for prod-s3/);
      await at.be('bob');
      await at.goTo('approvals');
      await at.press(/^Approve: prod-s3/);
      await at.see(/Active until/);
      await at.be('random_user');
      await at.goTo('Assume');
      await at.see(/You have prod-s3/);
    },
  };
};
