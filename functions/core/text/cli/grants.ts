import type { GrantPhase } from '../../trust/grant.ts';
import { counted } from './shared.ts';

const PHASES: Readonly<Record<Exclude<GrantPhase, 'refused'>, string>> = {
  ended: 'ended, sessions still denied',
  scheduled: 'starts later',
  active: 'active',
  waiting: 'being set up',
};

export const grantsText = {
  summary: 'list who holds which roles and until when',
  about:
    'Lists the open grants from the table: access that is in the trust policies or is being set up. Includes roles that were removed from the catalog and still have grants. Changes nothing.',
  options: {
    role: 'only this role, or the roles of this bundle',
    user: 'only this user: a Slack user ID, an IAM user name, a session name or an ARN',
    all: 'include ended grants whose sessions are still denied by the session guard, and refused grants',
  },
  examples: ['assume-bot grants', 'assume-bot grants --role prod-s3 --json'],
  columns: ['role', 'user', 'session', 'until', 'state', 'request', 'reason'],
  none: 'There are no open grants.',
  total: (count: number) => `${counted(count, 'grant')}.`,
  state: (phase: GrantPhase, why?: string) => (phase === 'refused' ? `refused: ${why ?? ''}` : PHASES[phase]),
  unreadable: (id: string, why: string) => `request ${id} cannot be read: ${why}`,
};
