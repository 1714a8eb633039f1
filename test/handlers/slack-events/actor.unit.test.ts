import { describe, expect, it } from 'vitest';
import { actorOfCommand, actorOfInteraction } from '../../../functions/handlers/slack-events/payloads.ts';

const user = { id: 'U0ALICE', team_id: 'T0LOCAL' };

describe('who pressed or sent something', () => {
  it('is of the workspace that their own record names, not of the one the app is in', () => {
    const external = { id: 'U0EXTERNAL', team_id: 'T0OTHER' };

    expect(actorOfInteraction({ user: external, team: { id: 'T0LOCAL' } })).toEqual({
      id: 'U0EXTERNAL',
      teamId: 'T0OTHER',
    });
  });

  it('belongs to an organisation only if that is the one of their own workspace', () => {
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

  it('belongs to no workspace where none is named', () => {
    expect(
      actorOfInteraction({ user: { id: 'U0ALICE' }, team: { id: 'T0LOCAL' }, enterprise: { id: 'E0LOCAL' } }),
    ).toEqual({
      id: 'U0ALICE',
      teamId: '',
    });
  });
});

describe('who typed a command', () => {
  it('is of the workspace the command was typed in', () => {
    expect(actorOfCommand({ user_id: 'U0ALICE', team_id: 'T0LOCAL' })).toEqual({ id: 'U0ALICE', teamId: 'T0LOCAL' });
    expect(actorOfCommand({ user_id: 'W0ALICE', team_id: 'T0LOCAL', enterprise_id: 'E0LOCAL' })).toEqual({
      id: 'W0ALICE',
      teamId: 'T0LOCAL',
      enterpriseId: 'E0LOCAL',
    });
  });
});
