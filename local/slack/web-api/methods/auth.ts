import { APP } from '../../world/seed.ts';
import type { ApiMethod } from '../method.ts';

/** auth.test: https://docs.slack.dev/reference/methods/auth.test */
export const authTest: ApiMethod = {
  takesJson: true,
  run: (_args, { world }) => ({
    ok: true,
    url: `https://${world.state.team.domain}.slack.com/`,
    team: world.state.team.name,
    user: world.conversations.user(APP.botUserId)?.name ?? 'assume',
    team_id: world.state.team.id,
    user_id: APP.botUserId,
    bot_id: APP.botId,
    ...(world.state.team.enterprise === undefined ? {} : { enterprise_id: world.state.team.enterprise.id }),
    is_enterprise_install: false,
  }),
};
