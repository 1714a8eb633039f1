import { describe, expect, it } from 'vitest';
import { concerns, readRevocation } from '../../../functions/core/authority/revocation.ts';
import { parseAccessName, parseRoleArn } from '../../../functions/core/names.ts';
import type { Request } from '../../../functions/core/request/request.ts';
import { aCatalog, aRule, U } from '../../support/builders.ts';

const deploy = aRule({
  name: parseAccessName('prod-deploy'),
  arn: parseRoleArn('arn:aws:iam::222222222222:role/deploy'),
  approvers: [{ kind: 'user', id: U('random') }],
});
const release = { name: parseAccessName('release'), description: '', roles: [aRule().name, deploy.name] };
const catalog = aCatalog([aRule(), deploy], { bundles: { [release.name]: release } });
const aRequest = (target: string, ...roles: readonly string[]): Request =>
  ({ requested: { target, roles: roles.map((name) => ({ name })) } }) as never;

const of = (name: string, why: string) => ({ person: U('alice'), name, why });

describe('a revocation', () => {
  it.each([
    ['prod-s3', { target: 'prod-s3', why: 'laptop lost' }],
    ['release', { target: 'release', why: 'laptop lost' }],
    ['all', { why: 'laptop lost' }],
    ['everything', { why: 'laptop lost' }],
  ])('is for an exact name or for all access: %s', (name, read) => {
    expect(readRevocation(of(name, 'laptop lost'), catalog)).toEqual({ kind: 'revocation', ...read });
  });

  it.each([
    ['releas', ['release']],
    ['laptop', []],
    ['alle', []],
    ['', []],
  ])('ends nothing without an exact name: "%s"', (name, nearest) => {
    expect(readRevocation(of(name, 'laptop lost'), catalog)).toMatchObject({ kind: 'nothing_named', nearest });
  });

  it('means all access by `all`, even if a role has a similar name', () => {
    const near = aCatalog([aRule({ name: parseAccessName('alll') })]);

    expect(readRevocation(of('all', 'laptop lost'), near)).toEqual({ kind: 'revocation', why: 'laptop lost' });
  });

  it.each([
    ['all', 'but prod-s3'],
    ['everything', 'except for the logs'],
    ['all', 'prod roles'],
    ['all', 'prod-s3 stolen'],
    ['all', 'account utils only'],
    ['prod-s3', 'and prod-deploy stolen'],
    ['prod-s3', ', release'],
  ])('asks if other access seems to be meant: %s %s', (name, why) => {
    expect(readRevocation(of(name, why), catalog)).toMatchObject({ kind: 'scope_unclear', why });
    expect(readRevocation(of(name, `because ${why}`), catalog)).toMatchObject({ kind: 'revocation' });
  });

  it.each(['laptop lost', 'left the company', 'prod-s3 is on the laptop'])('takes an ordinary reason: %s', (why) => {
    expect(readRevocation(of('prod-s3', why), catalog)).toMatchObject({ kind: 'revocation', why });
  });

  it('is refused without a reason', () => {
    expect(readRevocation(of('prod-s3', ''), catalog)).toMatchObject({ kind: 'admin_reason_missing' });
    expect(readRevocation(of('all', ''), catalog)).toMatchObject({ kind: 'admin_reason_missing' });
  });
});

describe('a target name', () => {
  it('matches requests for the target, for one of its roles, and for the roles of a bundle', () => {
    const of = (target: string, request: Request) => concerns(request, parseAccessName(target), catalog);

    expect(of('release', aRequest('release', 'left-the-catalog'))).toBe(true);
    expect(of('prod-s3', aRequest('release', 'prod-s3', 'prod-deploy'))).toBe(true);
    expect(of('release', aRequest('prod-deploy', 'prod-deploy'))).toBe(true);
    expect(of('prod-s3', aRequest('prod-deploy', 'prod-deploy'))).toBe(false);
    expect(of('constructor', aRequest('prod-deploy', 'prod-deploy'))).toBe(false);
  });
});
