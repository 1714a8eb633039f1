import type { Actor } from '../../core/authority/directory.ts';
import { parseSlackUserId } from '../../core/names.ts';

/** Who typed a command; its payload names the workspace they typed it in. */
export const actorOfCommand = (command: {
  readonly user_id: string;
  readonly team_id: string;
  readonly enterprise_id?: string | undefined;
}): Actor => ({
  id: parseSlackUserId(command.user_id),
  teamId: command.team_id,
  ...(command.enterprise_id ? { enterpriseId: command.enterprise_id } : {}),
});

/**
 * Who pressed or sent something. In a shared channel `team` is the workspace of the app and `user.team_id` that of the
 * person, so only the latter counts, and `enterprise` only where it speaks of that same workspace. Without a workspace
 * a person belongs to none of ours.
 */
export const actorOfInteraction = (body: {
  readonly user: { readonly id: string; readonly team_id?: string | undefined };
  readonly team?: { readonly id: string; readonly enterprise_id?: string | undefined } | null | undefined;
  readonly enterprise?: { readonly id: string } | null | undefined;
}): Actor => {
  const teamId = body.user.team_id ?? '';
  const isOfTeam = body.team === null || body.team === undefined || body.team.id === teamId;
  const enterpriseId = isOfTeam ? (body.team?.enterprise_id ?? body.enterprise?.id) : undefined;
  return { id: parseSlackUserId(body.user.id), teamId, ...(enterpriseId ? { enterpriseId } : {}) };
};
