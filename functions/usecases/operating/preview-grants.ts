import type { Principal, RoleRule } from '../../core/catalog/catalog.ts';
import { asSpelled } from '../../core/catalog/lookup.ts';
import type { RoleArn, SlackUserId } from '../../core/names.ts';
import { parseRequestId } from '../../core/request/ids.ts';
import { addMinutes, wholeSecond } from '../../core/time.ts';
import type { Grant } from '../../core/trust/grant.ts';
import { type Preview, previewGrant, type UserSide } from '../../core/trust/preview.ts';
import type { Needs } from '../ports.ts';

type Deps = Needs<'hub' | 'iam' | 'grants' | 'users' | 'clock'> & {
  readonly onRead: (role: RoleArn) => void;
};

interface Input {
  readonly by: SlackUserId;
  readonly principal: Principal;
  readonly rules: readonly RoleRule[];
  readonly minutes: number;
}

export interface RolePreview {
  readonly rule: RoleRule;
  readonly preview: Preview;
}

/** What one more grant of several roles would write to IAM. The user's one policy contains all roles and comes with the first. */
export const createPreviewGrants =
  ({ iam, grants, users, clock, hub, onRead }: Deps) =>
  async ({ by, principal: listed, rules, minutes }: Input): Promise<readonly RolePreview[]> => {
    const startsAt = wholeSecond(clock.now());
    const endsAt = addMinutes(startsAt, minutes);
    const timeBox = { requestId: parseRequestId('f'.repeat(20)), by, startsAt, endsAt };

    let user: UserSide | undefined;
    let principal = listed;
    if (principal.kind === 'iam-user' && principal.identity === 'managed') {
      const roles = rules.map(({ arn }) => ({ arn, state: 'wanted' as const }));
      const observed = await iam.observeUser(principal.arn);
      if (observed.kind === 'present') principal = asSpelled(principal, observed.userName);
      const { access } = await users.read(principal.arn);
      user = { entry: { ...timeBox, sessionName: principal.sessionName, roles }, existing: access.entries, observed };
    }
    const previews: RolePreview[] = [];
    for (const rule of rules) {
      onRead(rule.arn);
      const grant: Grant = { ...timeBox, roleArn: rule.arn, principal, state: 'wanted' };
      const [observed, { grants: existing }] = await Promise.all([iam.observeRole(rule.arn), grants.ofRole(rule.arn)]);
      previews.push({
        rule,
        preview: previewGrant({ grant, existing, observed, terms: rule }, user, hub, clock.now()),
      });
      user = undefined;
    }
    return previews;
  };
