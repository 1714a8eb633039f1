import { afterEach, describe, expect, it } from 'vitest';
import { aTicketServer } from '../adapters/tickets/a-ticket-server.ts';
import { aStack } from '../support/a-stack.ts';

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const CATALOG = `accounts:
  utils: { id: "111111111111" }
  prod: { id: "222222222222" }
people:
  U0ALICE: arn:aws:iam::111111111111:user/alice
roles:
  prod-s3:
    arn: arn:aws:iam::222222222222:role/s3-list-role
    requesters: [everyone]
    approvers: [U0BOB]
    channel: C0APPROVALS
    ticket: "OPS-[0-9]+"
    evidence: { jira: { status: [In Progress], project: OPS }, endWhenClosed: true }
settings: { minimumDuration: 1m }
`;

/** A Jira with one issue, and the stack that reads it. */
const aTicketStack = async () => {
  const issue = { status: 'In Progress' };
  const jira = await aTicketServer(({ url }) =>
    url.startsWith('/rest/api/3/issue/OPS-42?')
      ? { body: { key: 'OPS-42', fields: { status: { name: issue.status }, project: { key: 'OPS' } } } }
      : url === '/rest/api/3/myself'
        ? { body: { accountId: 'a' } }
        : { status: 404, body: { errorMessages: ['Issue does not exist or you do not have permission to see it.'] } },
  );
  const environment = { JIRA_URL: jira.url, JIRA_TOKEN: 'bot@example.com:api-token' };
  const stack = await aStack(CATALOG, undefined, environment);
  closing.push(() => stack.close(), jira.close);
  return { stack, issue };
};

describe('a role that requires an issue of Jira, from the command to IAM', () => {
  it('opens with the issue in its state, and closes when the issue is closed', async () => {
    const { stack, issue } = await aTicketStack();
    await stack.grant('U0ALICE', '/assume prod-s3 1h OPS-42: db is down', 'U0BOB');

    expect(stack.mayAssume('alice')).toBe('Allowed');

    issue.status = 'Done';
    for (let minute = 0; minute < 5; minute += 1) {
      stack.clock.advance({ minutes: 1 });
      await stack.sweep();
    }

    expect(stack.mayAssume('alice')).not.toBe('Allowed');
  });

  it('never opens for an issue that does not exist', async () => {
    const { stack } = await aTicketStack();
    await stack.command('U0ALICE', '/assume prod-s3 1h OPS-99: db is down');
    await stack.settle();

    expect(stack.mayAssume('alice')).not.toBe('Allowed');
  });
});
