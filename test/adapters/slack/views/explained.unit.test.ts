import { describe, expect, it } from 'vitest';
import { refusalMessage } from '../../../../functions/adapters/slack/views/answers.ts';
import { parseAccessName } from '../../../../functions/core/names.ts';
import { explainAdminRefusal } from '../../../../functions/core/text/explain-admin.ts';
import { explainRequestRefusal } from '../../../../functions/core/text/explain-request.ts';
import { aCatalog, U } from '../../../support/builders.ts';

const shown = (message: ReturnType<typeof refusalMessage>) => `${message.text} ${JSON.stringify(message.blocks)}`;

describe('a refusal as a message', () => {
  it('mentions the remaining approvers, and shows no raw ID', () => {
    const refusal = {
      kind: 'approvers_missing',
      name: parseAccessName('prod-s3'),
      needed: 2,
      missing: 1,
      left: [U('bob')],
    } as const;

    expect(shown(refusalMessage(explainRequestRefusal(refusal, { name: 'prod-s3', catalog: aCatalog() })))).toContain(
      'Can approve: <@U0BOB>',
    );
  });

  it('mentions groups and names schedules that could not be read', () => {
    const refusal = { kind: 'membership_unknown', unread: ['S0ADMINS', 'onCall:prod'] } as const;
    const text = shown(refusalMessage(explainAdminRefusal(refusal, aCatalog())));

    expect(text).toContain('Could not be read: <!subteam^S0ADMINS>, users on call for prod');
    expect(text.replaceAll('<!subteam^S0ADMINS>', '')).not.toContain('S0ADMINS');
  });
});
