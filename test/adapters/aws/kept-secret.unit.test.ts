import { describe, expect, it } from 'vitest';
import { keepSecret, SECRET_FORMS } from '../../../functions/adapters/aws/kept-secret.ts';
import { aClock } from '../../support/fixed-clock.ts';

/** A secret whose stored value a test changes; `reads` counts the calls to AWS. */
const aSecret = async (stored: string) => {
  const world = { stored, reads: 0, isDown: false, problems: [] as string[], clock: aClock('2030-01-01T12:00:00Z') };
  const secret = await keepSecret({
    read: async () => {
      world.reads += 1;
      if (world.isDown) throw new Error('Secrets Manager did not answer');
      return world.stored;
    },
    form: SECRET_FORMS.botToken,
    now: world.clock.now,
    onProblem: (problem) => world.problems.push(problem),
  });
  return { world, secret };
};

describe('a kept secret', () => {
  it('is read again after five minutes, and not earlier', async () => {
    const { world, secret } = await aSecret('xoxb-1');
    world.stored = 'xoxb-2';

    world.clock.advance({ minutes: 4 });
    const early = await secret.current();
    world.clock.advance({ minutes: 1 });
    const late = await secret.current();

    expect([early, late, world.reads]).toEqual(['xoxb-1', 'xoxb-2', 2]);
    expect(secret.seen()).toEqual(['xoxb-1', 'xoxb-2']);
  });

  it('is read again when it was refused, but never more than every 30 seconds', async () => {
    const { world, secret } = await aSecret('xoxb-1');
    world.clock.advance({ minutes: 1 });
    world.stored = 'xoxb-2';

    const values = await Promise.all([1, 2, 3].map(() => secret.reread()));
    for (let second = 0; second < 60; second += 1) {
      await secret.reread();
      world.clock.advance({ seconds: 1 });
    }

    expect(values).toEqual(['xoxb-2', 'xoxb-2', 'xoxb-2']);
    expect(world.reads).toBe(3);
  });

  it('stays as it was while it cannot be read', async () => {
    const { world, secret } = await aSecret('xoxb-1');
    world.isDown = true;
    world.clock.advance({ minutes: 6 });

    const during = await secret.current();
    world.isDown = false;
    world.stored = 'xoxb-2';
    world.clock.advance({ seconds: 30 });

    expect([during, await secret.current()]).toEqual(['xoxb-1', 'xoxb-2']);
    expect(world.problems).toEqual(['secret could not be read again']);
  });

  it('is looked up soon while it is the random text that the stack has created', async () => {
    const { world, secret } = await aSecret('K;x]v0-random-text-of-the-stack!');
    world.stored = 'xoxb-1';
    world.clock.advance({ seconds: 30 });

    expect(await secret.current()).toBe('xoxb-1');
    expect(world.problems).toEqual(['secret is a placeholder']);
  });

  it('is read again after the clock was set back', async () => {
    const { world, secret } = await aSecret('xoxb-1');
    world.stored = 'xoxb-2';
    world.clock.advance({ minutes: -60 });

    expect(await secret.current()).toBe('xoxb-2');
  });
});
