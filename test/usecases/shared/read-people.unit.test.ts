import { describe, expect, it } from 'vitest';
import { EMPTY_DIRECTORY } from '../../../functions/core/authority/directory.ts';
import type { SlackGroupId } from '../../../functions/core/names.ts';
import type { DirectoryStore } from '../../../functions/usecases/ports.ts';
import { readPeople } from '../../../functions/usecases/shared/read-people.ts';
import { U } from '../../support/builders.ts';
import { aClock } from '../../support/fixed-clock.ts';
import { createMemorySlack } from '../../support/memory-slack.ts';
import { createMemoryStore } from '../../support/memory-store.ts';

describe('reading Slack', () => {
  it('keeps the data that could be read if a group cannot be read', async () => {
    const { directory } = createMemoryStore();
    const slack = createMemorySlack();
    slack.setPerson(U('alice'), { accountStatus: 'member', name: 'alice' });
    slack.setGroup('S0SRE' as SlackGroupId, [U('bob')]);
    const deps = { directory, slack, clock: aClock('2030-01-01T12:00:00Z') };

    const reading = readPeople(deps, [U('alice')], ['S0WRONG', 'S0SRE'] as SlackGroupId[]);

    await expect(reading).rejects.toThrow('S0WRONG');
    const known = await directory.read();
    expect(known.people[U('alice')]?.accountStatus).toBe('member');
    expect(known.groups['S0SRE' as SlackGroupId]?.members).toEqual([U('bob')]);
  });

  it('treats an account that Slack does not know as deactivated', async () => {
    const { directory } = createMemoryStore();
    const deps = { directory, slack: createMemorySlack(), clock: aClock('2030-01-01T12:00:00Z') };

    await readPeople(deps, [U('unknown')], []);

    expect((await directory.read()).people[U('unknown')]?.accountStatus).toBe('deactivated');
  });

  it('returns the data that was just read, even if the store does not show it yet', async () => {
    const slack = createMemorySlack();
    slack.setPerson(U('alice'), { accountStatus: 'member', name: 'alice' });
    const late: DirectoryStore = { read: async () => EMPTY_DIRECTORY, merge: async () => {} };

    const known = await readPeople({ directory: late, slack, clock: aClock('2030-01-01T12:00:00Z') }, [U('alice')], []);

    expect(known.people[U('alice')]?.accountStatus).toBe('member');
  });

  it('names all users and groups that could not be read', async () => {
    const { directory } = createMemoryStore();
    const deps = { directory, slack: createMemorySlack(), clock: aClock('2030-01-01T12:00:00Z') };

    const reading = readPeople(deps, [], ['S0ONE', 'S0TWO'] as SlackGroupId[]);

    await expect(reading).rejects.toMatchObject({ errors: [expect.any(Error), expect.any(Error)] });
  });
});
