import { describe, expect, it } from 'vitest';
import { configText, credentialsText, writeProfiles } from './profiles.ts';

const description = {
  endpointUrl: 'http://127.0.0.1:4566',
  region: 'eu-central-1',
  people: [{ name: 'random_user', accessKeyId: 'AKIAX', secretAccessKey: 'secret' }],
  roles: [
    {
      name: 'prod-s3',
      roleArn: 'arn:aws:iam::222222222222:role/s3-list-role',
      sourceProfile: 'random_user',
      sessionName: 'random_user',
    },
  ],
};

describe('profiles for the AWS CLI', () => {
  it('contain the endpoint, and for a role its source profile and session name', () => {
    expect(configText(description)).toBe(`[profile random_user]
region = eu-central-1
endpoint_url = http://127.0.0.1:4566
output = json

[profile prod-s3]
region = eu-central-1
endpoint_url = http://127.0.0.1:4566
output = json
role_arn = arn:aws:iam::222222222222:role/s3-list-role
source_profile = random_user
role_session_name = random_user
`);
  });

  it('contain only the keys of users', () => {
    expect(credentialsText(description)).toBe(`[random_user]
aws_access_key_id = AKIAX
aws_secret_access_key = secret
`);
  });

  it('reject names and values that would break the file format', () => {
    const [person] = description.people;
    const named = (name: string) => ({
      ...description,
      people: [{ ...person, name, accessKeyId: 'A', secretAccessKey: 's' }],
    });

    expect(() => writeProfiles('/nowhere', named('a]\n[b'))).toThrow(RangeError);
    expect(() => writeProfiles('/nowhere', named('a b'))).toThrow('is not a valid profile name');
  });
});
