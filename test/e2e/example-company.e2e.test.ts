import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { compileCatalog } from '../../functions/adapters/catalog/compile.ts';
import { provePattern } from '../../functions/adapters/system/prove-pattern.ts';
import { localWorkspaceOf } from '../../scripts/dev/local-workspace.ts';
import { aStack, type TestStack } from '../support/a-stack.ts';

const YAML = readFileSync(new URL('../../examples/company/access.yaml', import.meta.url), 'utf8');
/** Besides these, no one is in a group. */
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  S0ENGINEERS: ['U0ALICE', 'U0BOB', 'U0GRACE'],
  S0CONTRACTORS: ['U0IVAN'],
  S0WEB: ['U0BOB', 'U0CAROL'],
  S0LEADS: ['U0CAROL', 'U0DAVE'],
  S0SECURITY: ['U0HEIDI'],
  S0DATA: ['U0FRANK'],
};
const WEB_WRITE = 'arn:aws:iam::444444444444:role/web-write';
let stack: TestStack;
afterEach(async () => {
  await stack.close();
});

const begin = async (time: string): Promise<void> => {
  const compiled = compileCatalog(YAML, provePattern);
  if (compiled.kind === 'invalid') throw new Error(JSON.stringify(compiled.problems));
  const { users, channels, groups } = localWorkspaceOf(compiled.catalog);
  const own = groups.map((group) => ({ ...group, members: MEMBERS[group.id] ?? [] }));
  stack = await aStack(YAML, time, {}, undefined, {}, { users, channels, groups: own });
};
const request = async (person: string, text: string): Promise<string> => {
  const answer = JSON.stringify(await stack.command(person, text));
  await stack.settle();
  return answer;
};
const may = (person: string, roleArn = WEB_WRITE): boolean => {
  const principal = stack.catalog.people[person as never] as { readonly sessionName: string };
  const as = stack.keysOfPerson(person);
  return stack.aws.decideAssumeRole({ as, roleArn, sessionName: principal.sessionName }) === 'Allowed';
};

describe('the example of a company, from the command to IAM', () => {
  it('needs the team in office hours, and two of the team for a contractor', async () => {
    await begin('2026-12-02T10:00:00Z');

    await request('U0GRACE', 'prod-web-write 2h new banner');
    await stack.press('U0BOB', 'approve');
    expect(may('U0GRACE')).toBe(true);
    await request('U0IVAN', 'prod-web-write 2h OPS-42');
    await stack.press('U0BOB', 'approve');
    expect(may('U0IVAN')).toBe(false);
    await stack.press('U0CAROL', 'approve');
    expect(may('U0IVAN')).toBe(true);
  });

  it('needs a lead and then security at night, and no one for the user on call', async () => {
    await begin('2026-12-02T22:00:00Z');

    await request('U0GRACE', 'prod-web-write 1h new banner');
    await stack.press('U0HEIDI', 'approve');
    await stack.press('U0CAROL', 'approve');
    expect(may('U0GRACE')).toBe(false);
    await stack.press('U0HEIDI', 'approve');
    expect(may('U0GRACE')).toBe(true);
    await request('U0ALICE', 'prod-web-write 2h incident');
    expect(may('U0ALICE')).toBe(true);
  });

  it('opens development to everyone, and customer data to no user of another group', async () => {
    await begin('2026-12-02T10:00:00Z');

    await request('U0IVAN', 'dev-web 8h');
    const refused = await request('U0ALICE', 'data-lake-read 30m incident');

    expect(may('U0IVAN', 'arn:aws:iam::222222222222:role/web')).toBe(true);
    expect(refused).not.toContain('Requested');
    expect(may('U0ALICE', 'arn:aws:iam::555555555555:role/lake-read')).toBe(false);
  });
});
