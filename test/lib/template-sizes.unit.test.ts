import { describe, expect, it } from 'vitest';
import { stackSetAccount, type TargetAccount } from '../../lib/account-targets.ts';
import { TEMPLATE_BYTES } from '../../lib/document-sizes.ts';
import { templateNotices, templateText } from '../../lib/template-sizes.ts';
import { makeAppOf, templateOf } from '../support/a-hub.ts';

/** An account with many users, whose names have the given length. */
const accountWith = (users: number, id = '222222222222'): TargetAccount => ({
  name: `prod-${id.slice(0, 3)}`,
  id,
  managerRoleName: 'assume-bot-manager',
  roleArns: [],
  userArns: Array.from({ length: users }, (_, n) => `arn:aws:iam::${id}:user/people/firstname-${n}`),
  otherUserArns: [],
});
const SETTINGS = { operators: ['arn:aws:iam::111111111111:role/ops'] };
const sent = (accounts: readonly TargetAccount[], name: string) => ({
  name,
  template: templateOf(makeAppOf(accounts, SETTINGS), name),
});

describe('the template of an account', () => {
  it('is sent with the call for 200 users, and needs a bucket for 1,000, which is printed with the figure', () => {
    const small = sent([accountWith(200)], 'assume-bot-account-prod-222');
    const large = sent([accountWith(1000)], 'assume-bot-account-prod-222');

    expect(templateNotices([small], undefined)).toEqual({ mistakes: [], notices: [] });
    expect(templateNotices([large], undefined)).toEqual({
      mistakes: [],
      notices: [
        expect.stringMatching(
          /^assume-bot-account-prod-222: the template has \d{6} bytes, and CloudFormation accepts 51200 without a bucket\. .*npx cdk bootstrap/,
        ),
      ],
    });
  });

  it('is refused with the figure if CloudFormation does not accept it from a bucket either', () => {
    const huge = { name: 'huge', template: { Resources: { Text: 'x'.repeat(TEMPLATE_BYTES.inS3) } } };

    expect(templateNotices([huge], undefined).mistakes).toEqual([
      expect.stringMatching(/^huge: the template has 1000\d{3} bytes, and CloudFormation accepts 1000000$/),
    ]);
  });

  it('loses its indentation before it needs a bucket', () => {
    const template = sent([accountWith(400)], 'assume-bot-account').template;

    expect(Buffer.byteLength(JSON.stringify(template, null, 2))).toBeGreaterThan(TEMPLATE_BYTES.inline);
    expect(templateText(template)).toBe(JSON.stringify(template));
    expect(templateText({ a: 1 })).toBe('{\n  "a": 1\n}\n');
  });
});

describe('the template for StackSets', () => {
  const accounts = ['222222222222', '333333333333', '444444444444'].map((id) => accountWith(500, id));

  it('lists the targets of every account', () => {
    const { userArns } = stackSetAccount(accounts);
    const template = templateOf(
      makeAppOf(
        accounts.map((one) => ({ ...one, userArns: one.userArns.slice(0, 5) })),
        SETTINGS,
      ),
      'assume-bot-account',
    );

    expect(userArns).toHaveLength(1500);
    for (const {
      userArns: [arn],
    } of accounts)
      expect(JSON.stringify(template)).toContain(`"${arn}"`);
  });

  it('is left out if its lists are too long for one role, while every account still has its own stack', () => {
    const names = makeAppOf(accounts, SETTINGS).node.children.map(({ node: { id } }) => id);

    expect(names).toEqual(expect.arrayContaining(accounts.map(({ name }) => `assume-bot-account-${name}`)));
    expect(names).not.toContain('assume-bot-account');
  });
});
