import { describe, expect, it } from 'vitest';
import { VERBS } from '../../../../functions/core/reserved-names.ts';
import { completionsOf } from '../../../../local/console/model/completion.ts';

const names = {
  roles: [
    { name: 'prod-s3', description: 'List the buckets', maxMinutes: 120 },
    { name: 'stage-s3', description: 'The same in staging' },
  ],
  bundles: [{ name: 'terraform-prod', description: 'Run Terraform' }],
};
const labels = (line: string): readonly string[] => completionsOf(line, names).map(({ label }) => label);

describe('completing what is typed', () => {
  it('offers the command to whoever types its beginning, and nothing to whoever writes a message', () => {
    expect(completionsOf('/as', names)).toMatchObject([{ label: '/assume', line: '/assume ' }]);
    expect(labels('hello /as')).toEqual([]);
    expect(labels('/other ')).toEqual([]);
  });

  it('offers names and verbs after the command, what begins so before what contains it', () => {
    expect(labels('/assume prod')).toEqual(['prod-s3', 'terraform-prod']);
    expect(labels('/assume s3')).toEqual(['prod-s3', 'stage-s3']);
    expect(labels('/assume li')).toEqual(['list']);
  });

  it('knows every verb that the bot knows', () => {
    for (const verb of Object.keys(VERBS)) expect(labels(`/assume ${verb.slice(0, -1)}`)).toContain(verb);
  });

  it('offers durations up to the longest of the role, then leaves the reason to the person', () => {
    expect(labels('/assume prod-s3 ')).toEqual(['1m', '5m', '30m', '1h', '2h']);
    expect(labels('/assume prod-s3 1')).toEqual(['1m', '1h']);
    expect(labels('/assume prod-s3 1h INC')).toEqual([]);
    expect(labels('/assume unknown ')).toEqual([]);
  });

  it('offers names after a verb that takes one', () => {
    expect(completionsOf('/assume end st', names)).toMatchObject([{ line: '/assume end stage-s3' }]);
    expect(labels('/assume list st')).toEqual([]);
  });

  it('offers nothing that is written already', () => {
    expect(labels('/assume prod-s3')).toEqual([]);
    expect(labels('/assume prod-s3 1h')).toEqual([]);
  });
});
