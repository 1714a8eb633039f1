import { describe, expect, it } from 'vitest';
import { placeIn } from './permalink.ts';

describe('permalinks', () => {
  it('name a message of the workspace, or the thread of a reply', () => {
    expect(placeIn('https://local.slack.com/archives/C0APPROVALS/p1893499200000100', 'local')).toEqual({
      channel: 'C0APPROVALS',
      ts: '1893499200.000100',
    });
    expect(
      placeIn('https://local.slack.com/archives/C0A/p1893499201000200?thread_ts=1893499200.000100&cid=C0A', 'local'),
    ).toEqual({ channel: 'C0A', ts: '1893499200.000100' });
  });

  it.each([
    'https://other.slack.com/archives/C0APPROVALS/p1893499200000100',
    'https://local.slack.com.example.com/archives/C0APPROVALS/p1893499200000100',
    'http://local.slack.com/archives/C0APPROVALS/p1893499200000100',
    'https://local.slack.com/archives/C0APPROVALS',
    'https://local.slack.com/team/U0BOB',
    'not a URL',
  ])('are no other addresses: %s', (url) => {
    expect(placeIn(url, 'local')).toBeUndefined();
  });
});
