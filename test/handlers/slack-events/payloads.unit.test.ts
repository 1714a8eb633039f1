import { describe, expect, it } from 'vitest';
import { actorOfCommand, actorOfInteraction } from '../../../functions/handlers/slack-events/payloads.ts';

const user = { id: 'U0ALICE', team_id: 'T0LOCAL' };

describe('the user of an interaction', () => {
  it('belongs to the workspace of their own record, not to that of the app', () => {
    const external = { id: 'U0EXTERNAL', team_id: 'T0OTHER' };

    expect(actorOfInteraction({ user: external, team: { id: 'T0LOCAL' } })).toEqual({
      id: 'U0EXTERNAL',
      teamId: 'T0OTHER',
    });
  });

  it('belongs to an organization only if it is that of their own workspace', () => {
    const enterprise = { id: 'E0LOCAL' };
    const external = { id: 'U0EXTERNAL', team_id: 'T0OTHER' };

    expect(actorOfInteraction({ user, team: { id: 'T0LOCAL' }, enterprise })).toMatchObject({
      enterpriseId: 'E0LOCAL',
    });
    expect(actorOfInteraction({ user, team: null, enterprise })).toMatchObject({ enterpriseId: 'E0LOCAL' });
    expect(actorOfInteraction({ user: external, team: { id: 'T0LOCAL' }, enterprise })).not.toHaveProperty(
      'enterpriseId',
    );
    expect(
      actorOfInteraction({ user: external, team: { id: 'T0LOCAL', enterprise_id: 'E0LOCAL' }, enterprise: null }),
    ).not.toHaveProperty('enterpriseId');
  });

  it('belongs to no workspace if none is named', () => {
    expect(
      actorOfInteraction({ user: { id: 'U0ALICE' }, team: { id: 'T0LOCAL' }, enterprise: { id: 'E0LOCAL' } }),
    ).toEqual({
      id: 'U0ALICE',
      teamId: '',
    });
  });
});

describe('the user of a command', () => {
  it('belongs to the workspace where the command was typed', () => {
    expect(actorOfCommand({ user_id: 'U0ALICE', team_id: 'T0LOCAL' })).toEqual({ id: 'U0ALICE', teamId: 'T0LOCAL' });
    expect(actorOfCommand({ user_id: 'W0ALICE', team_id: 'T0LOCAL', enterprise_id: 'E0LOCAL' })).toEqual({
      id: 'W0ALICE',
      teamId: 'T0LOCAL',
      enterpriseId: 'E0LOCAL',
    });
  });
});
