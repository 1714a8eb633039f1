import type { SlackMessage } from '../../../../adapters/slack/blocks.ts';
import { refusalMessage } from '../../../../adapters/slack/views/explained.ts';
import { lockdownAnswer } from '../../../../adapters/slack/views/lockdown.ts';
import { nothingToRevokeAnswer, revokedAnswer, whoMessage } from '../../../../adapters/slack/views/who.ts';
import type { Actor } from '../../../../core/authority/directory.ts';
import type { Command } from '../../../../core/command/command.ts';
import { explainAdminRefusal, explainWhoRefusal } from '../../../../core/text/explain-admin.ts';
import type { ListenerDeps } from '../../deps.ts';

type Read<Kind extends Command['kind']> = Extract<Command, { kind: Kind }>;

/** `/assume who`: who holds what, for those who may know. */
export const answerWho = async (
  { who, catalog, clock }: Pick<ListenerDeps, 'who' | 'catalog' | 'clock'>,
  actor: Actor,
  { about }: Read<'who'>,
  text: string,
): Promise<SlackMessage> => {
  const answer = await who({ actor, about, text });
  return answer.kind === 'refused'
    ? refusalMessage(explainWhoRefusal(answer.refusal, catalog))
    : whoMessage(answer, answer.open, clock.now());
};

/** `/assume revoke`: takes from somebody what they hold. */
export const answerRevoke = async (
  { revokeAccess, catalog, clock }: Pick<ListenerDeps, 'revokeAccess' | 'catalog' | 'clock'>,
  actor: Actor,
  { person, text: what }: Read<'revoke'>,
  text: string,
): Promise<SlackMessage> => {
  const answer = await revokeAccess({ actor, person, what, text });
  switch (answer.kind) {
    case 'revoked':
      return revokedAnswer(answer.person, answer.requests, answer.left);
    case 'nothing_open':
      return nothingToRevokeAnswer(answer.person, answer.open, clock.now());
    case 'refused':
      return refusalMessage(explainAdminRefusal(answer.refusal, catalog));
    default:
      return answer satisfies never;
  }
};

/** `/assume lockdown`: nothing new, everything open ended; or allowed again. */
export const answerLockdown = async (
  { setLockdown, catalog }: Pick<ListenerDeps, 'setLockdown' | 'catalog'>,
  actor: Actor,
  { isOn, why }: Read<'lockdown'>,
  text: string,
): Promise<SlackMessage> => {
  const answer = await setLockdown({ actor, isOn, why, text });
  return answer.kind === 'refused'
    ? refusalMessage(explainAdminRefusal(answer.refusal, catalog))
    : lockdownAnswer(answer.kind, answer.lockdown);
};
