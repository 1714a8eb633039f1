import { refusalOfMessage } from '../blocks/validate-message.ts';
import type { CommandOutcome } from '../contract.ts';
import type { Message, User } from '../world/model.ts';
import { isNative } from '../world/native.ts';
import { APP } from '../world/seed.ts';
import { type Acting, acknowledged, channelOnScreen, jsonAnswer } from './acting.ts';
import { form } from './delivery.ts';
import { commandText } from './escape.ts';
import { enterpriseFields, workspaceOf } from './payloads.ts';
import { postAnswer } from './response-url.ts';

/** The maximum length of a message that a user can send. */
const MAX_TYPED = 4000;

/** Sends a slash command: https://docs.slack.dev/interactivity/implementing-slash-commands */
export const typeCommand = async (
  acting: Acting,
  user: User,
  command: string,
  typed: string,
  channelId: string,
): Promise<CommandOutcome> => {
  const { world, delivery, shouldEscape, baseUrl } = acting;
  if (!/^\/[a-z0-9_-]{1,32}$/.test(command)) throw new Error(`${command} is not a slash command`);
  if (typed.length > MAX_TYPED) throw new Error(`a message holds ${MAX_TYPED} characters, not ${typed.length}`);
  const channel = channelOnScreen(world, user.id, channelId);
  const team = workspaceOf(user, world);
  const triggerId = world.triggers.issue(user.id, channel.id);
  const fields = {
    token: APP.verificationToken,
    team_id: team.id,
    team_domain: team.domain,
    ...(isNative(user, world.state.team) ? enterpriseFields(world.state.team.enterprise) : {}),
    channel_id: channel.id,
    channel_name: world.conversations.nameInPayloads(channel),
    user_id: user.id,
    user_name: user.name,
    command,
    text: commandText(typed.trim(), shouldEscape, world.state),
    api_app_id: APP.appId,
    is_enterprise_install: 'false',
    response_url: `${baseUrl()}${world.responseUrls.issue({ user: user.id, channel: channel.id })}`,
    trigger_id: triggerId,
  };
  const answer = acknowledged(await delivery.send({ kind: 'command', user: user.id, ...form(fields) }));
  if ('error' in answer) return answer;
  if (answer.body === '') return { ok: true, triggerId };
  const content = answer.isJson ? jsonAnswer(answer.body) : { text: answer.body };
  if (!content) return { ok: false, error: 'invalid_answer' };
  const wrong = refusalOfMessage(content);
  // An acknowledgement such as `{}` shows nothing. Any other body that cannot be shown is an error.
  if (wrong?.error === 'no_text') return { ok: true, triggerId };
  if (wrong) {
    world.refusals.add({ of: 'command', ...wrong });
    return { ok: false, error: 'invalid_answer', problems: wrong.problems };
  }
  const message: Message = postAnswer(world, { user: user.id, channel: channel.id }, content);
  return { ok: true, message, triggerId };
};
