import { describe, expect, it } from 'vitest';
import { withRoleProfiles } from '../../../functions/core/terraform/role-profiles.ts';

const profile = (name: string) => ({ name, region: 'eu-central-1', credentialProcess: `assume-bot creds ${name}` });

describe('the AWS configuration for the roles of a bundle', () => {
  it("keeps the user's own profiles, and adds one for each role", () => {
    const own =
      '[default]\nregion = us-east-1\n\n[profile me]\nsso_session = corp\n[sso-session corp]\nsso_region = x\n';

    const text = withRoleProfiles(own, [profile('tf-state'), profile('prod-deploy')]);

    expect(text).toBe(`${own}
[profile tf-state]
credential_process = assume-bot creds tf-state
region = eu-central-1

[profile prod-deploy]
credential_process = assume-bot creds prod-deploy
region = eu-central-1
`);
  });

  it('replaces a profile of the user that has the name of a role', () => {
    const own =
      '[profile prod-deploy]\nrole_arn = old\n[ profile "tf-state" ]\r\nrole_arn = old\n[profile me]\nregion = x';

    const text = withRoleProfiles(own, [profile('tf-state'), profile('prod-deploy')]);

    expect(text).not.toContain('old');
    expect(text).toMatch(/^\[profile me\]\nregion = x\n/);
    expect(text.match(/prod-deploy\]/g)).toHaveLength(1);
  });

  it('needs no configuration of the user', () => {
    expect(withRoleProfiles('', [profile('tf-state')])).toMatch(/^\[profile tf-state\]\n/);
  });
});
