import { describe, expect, it } from 'vitest';
import { completionsOf } from './completion.ts';

const names = {
  roles: [
    { name: 'prod-s3', description: 'List the buckets', maxMinutes: 120 },
    { name: 'stage-s3', description: 'The same in staging' },
  ],
  bundles: [{ name: 'terraform-prod', description: 'Run Terraform' }],
  people: [{ name: 'alice', description: 'Alice' }],
};
const labels = (line: string): readonly string[] => completionsOf(line, names).map(({ label }) => label);

describe('completion', () => {
  it('suggests the command after its first letters, and nothing for a message', () => {
    expect(completionsOf('/as', names)).toMatchObject([{ label: '/assume', line: '/assume ' }]);
    expect(labels('hello /as')).toEqual([]);
    expect(labels('/other ')).toEqual([]);
  });

  it('suggests names and verbs after the command, prefix matches first', () => {
    expect(labels('/assume prod')).toEqual(['prod-s3', 'terraform-prod']);
    expect(labels('/assume s3')).toEqual(['prod-s3', 'stage-s3']);
    expect(labels('/assume li')).toEqual(['list']);
  });

  it('shows the verbs beside the names, regardless of the number of names', () => {
    const many = {
      ...names,
      roles: Array.from({ length: 300 }, (_, index) => ({ name: `r${index}`, description: '' })),
    };

    const offered = completionsOf('/assume ', many).map(({ label }) => label);

    expect(offered.slice(0, 3)).toEqual(['r0', 'r1', 'r2']);
    expect(offered).toEqual(expect.arrayContaining(['help', 'list', 'end', 'extend', 'who', 'revoke', 'lockdown']));
  });

  it('suggests durations up to the maximum of the role, then nothing for the reason', () => {
    expect(labels('/assume prod-s3 ').slice(0, 5)).toEqual(['1m', '5m', '30m', '1h', '2h']);
    expect(labels('/assume prod-s3 1')).toEqual(['1m', '1h']);
    expect(labels('/assume prod-s3 1h INC')).toEqual([]);
    expect(labels('/assume prod-s3 1h INC-42 ')).toEqual([]);
    expect(labels('/assume unknown ')).toEqual([]);
  });

  it('suggests all options and times of day after a name, also if the role has the longest duration', () => {
    const words = ['until', 'from', '--dry-run', '--emergency', '--for'];

    expect(labels('/assume prod-s3 ')).toEqual(expect.arrayContaining(words));
    expect(labels('/assume stage-s3 ')).toEqual(expect.arrayContaining([...words, '8h']));
    expect(labels('/assume terraform-prod ')).toEqual(expect.arrayContaining(words));
  });

  it('suggests options after a dash, anywhere in a request', () => {
    const options = ['--dry-run', '--emergency', '--for'];
    for (const before of ['', 'prod-s3 ', 'prod-s3 1h ', 'prod-s3 1h INC-42 ', 'prod-s3 until 17:00 the report '])
      for (const dash of ['-', '--', '—', '–']) expect(labels(`/assume ${before}${dash}`)).toEqual(options);
    expect(completionsOf('/assume prod-s3 1h INC-42 --em', names)).toMatchObject([
      { line: '/assume prod-s3 1h INC-42 --emergency ' },
    ]);
    expect(labels('/assume prod-s3 —dry')).toEqual(['--dry-run']);
  });

  it('suggests options after a time, until the reason begins', () => {
    const options = ['--dry-run', '--emergency', '--for'];

    expect(labels('/assume prod-s3 1h ')).toEqual(options);
    expect(labels('/assume prod-s3 until 17:00 ')).toEqual(options);
    expect(labels('/assume prod-s3 until ')).toEqual([]);
    expect(labels('/assume prod-s3 until -')).toEqual([]);
    expect(labels('/assume prod-s3 INC-42 ')).toEqual([]);
  });

  it('does not suggest an option twice, and reads the words around options', () => {
    expect(labels('/assume prod-s3 --emergency -')).toEqual(['--dry-run', '--for']);
    expect(labels('/assume --dry-run prod')).toEqual(['prod-s3', 'terraform-prod']);
    expect(labels('/assume --dry-run prod-s3 2')).toEqual(['2h']);
    expect(labels('/assume --for @alice prod-s3 2')).toEqual(['2h']);
  });

  it('suggests users after the option that takes one', () => {
    expect(labels('/assume prod-s3 --for ')).toEqual(['@alice']);
    expect(labels('/assume prod-s3 1h INC-42 --for @a')).toEqual(['@alice']);
    expect(labels('/assume prod-s3 --for @alice ')).toContain('1h');
  });

  it('suggests no option for commands that take none', () => {
    for (const verb of ['list', 'end', 'extend prod-s3', 'who', 'revoke @alice', 'lockdown on', 'help'])
      expect(labels(`/assume ${verb} --`)).toEqual([]);
  });

  it('suggests names after a verb that takes one', () => {
    expect(completionsOf('/assume end st', names)).toMatchObject([{ line: '/assume end stage-s3' }]);
    expect(labels('/assume list st')).toEqual([]);
    expect(labels('/assume who a')).toEqual(['stage-s3', 'terraform-prod', '@alice']);
  });

  it('suggests users where a verb takes a user, then their roles', () => {
    expect(labels('/assume revoke ')).toEqual(['@alice']);
    expect(completionsOf('/assume revoke @al', names)).toMatchObject([{ line: '/assume revoke @alice ' }]);
    expect(labels('/assume revoke @alice terr')).toEqual(['terraform-prod']);
    expect(labels('/assume revoke @alice al')).toEqual(['all']);
    expect(labels('/assume extend prod-s3 3')).toEqual(['30m']);
    expect(labels('/assume lockdown ')).toEqual(['on', 'off']);
    expect(labels('/assume lockdown on keys')).toEqual([]);
  });

  it('suggests nothing that is already typed', () => {
    expect(labels('/assume prod-s3')).toEqual([]);
    expect(labels('/assume prod-s3 1h')).toEqual([]);
  });
});
