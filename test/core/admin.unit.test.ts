import { describe, expect, it } from 'vitest';
import { concerns, decideWho, readRevocation, refuseNonAdmin, revoke } from '../../functions/core/authority/admin.ts';
import type { Directory, AccountStatus } from '../../functions/core/authority/directory.ts';
import { EMPTY_DIRECTORY } from '../../functions/core/authority/directory.ts';
import { parseAccessName, parseRoleArn } from '../../functions/core/names.ts';
import type { Request } from '../../functions/core/request/request.ts';
import { aWorld } from '../support/a-world.ts';
import { asked } from '../support/asked.ts';
import { aCatalog, actor, aRule, U } from '../support/builders.ts';

const now = new Date('2030-01-01T12:00:00Z');
const bob = { kind: 'user', id: U('bob') } as const;
const random = { kind: 'user', id: U('random') } as const;
const deploy = aRule({
  name: parseAccessName('prod-deploy'),
  arn: parseRoleArn('arn:aws:iam::222222222222:role/deploy'),
  approvers: [random],
});
const release = { name: parseAccessName('release'), description: '', roles: [aRule().name, deploy.name] };
const catalog = aCatalog([aRule({ approvers: [bob] }), deploy], { bundles: { [release.name]: release } });
const atHome: Directory = { ...EMPTY_DIRECTORY, home: { teamId: 'T0LOCAL' } };
const directoryWith = (name: string, standing: AccountStatus): Directory => ({
  ...atHome,
  people: { [U(name)]: { standing, name, readAt: now } },
});
const world = { catalog, directory: atHome, now };
const aRequest = (target: string, ...roles: readonly string[]): Request =>
  ({ asked: { target, roles: roles.map((name) => ({ name })) } }) as never;

describe('an admin', () => {
  it('is none any more who has left, nor has anything shown of others', () => {
    const directory = directoryWith('carol', 'deactivated');

    expect(refuseNonAdmin(actor('carol'), world)).toBeUndefined();
    expect(refuseNonAdmin(actor('carol'), { ...world, directory })).toMatchObject({ kind: 'not_a_member' });
    expect(decideWho({ kind: 'me' }, actor('carol'), { ...world, directory })).toMatchObject({
      kind: 'refused',
      refusal: { kind: 'not_a_member' },
    });
  });
});

describe('what follows the person in a revocation', () => {
  it.each([
    ['PROD-S3 laptop lost', { target: 'prod-s3', why: 'laptop lost' }],
    ['Release laptop lost', { target: 'release', why: 'laptop lost' }],
    ['all laptop lost', { why: 'laptop lost' }],
    ['Everything laptop lost', { why: 'laptop lost' }],
    ['laptop lost', { why: 'laptop lost' }],
  ])('is read: %s', (text, read) => {
    expect(readRevocation(text, catalog)).toEqual({ kind: 'revocation', ...read });
  });

  it('that is nearly the name of a bundle is asked about, too', () => {
    expect(readRevocation('releas laptop lost', catalog)).toMatchObject({
      kind: 'unknown_access',
      nearest: ['release'],
    });
  });

  it('that says everything is taken at its word, though a role is called nearly so', () => {
    const near = aCatalog([aRule({ name: parseAccessName('alll') })]);

    expect(readRevocation('all laptop lost', near)).toEqual({ kind: 'revocation', why: 'laptop lost' });
  });

  it('and is nothing is a reason that is missing, whatever roles are called', () => {
    const short = aCatalog([aRule({ name: parseAccessName('db') })]);

    expect(readRevocation('  ', short)).toMatchObject({ kind: 'admin_reason_missing' });
    expect(readRevocation('all', catalog)).toMatchObject({ kind: 'admin_reason_missing' });
  });
});

describe('a request', () => {
  it('concerns a name by what was asked for, by each of its roles, and by those of a bundle', () => {
    const of = (target: string, request: Request) => concerns(request, parseAccessName(target), catalog);

    expect(of('release', aRequest('release', 'left-the-catalog'))).toBe(true);
    expect(of('prod-s3', aRequest('release', 'prod-s3', 'prod-deploy'))).toBe(true);
    expect(of('release', aRequest('prod-deploy', 'prod-deploy'))).toBe(true);
    expect(of('prod-s3', aRequest('prod-deploy', 'prod-deploy'))).toBe(false);
    expect(of('constructor', aRequest('prod-deploy', 'prod-deploy'))).toBe(false);
  });

  it('that waits is taken back and one that was approved is ended, each with the reason; what is over stays', async () => {
    const there = await aWorld();
    const waiting = await there.read(await asked(there));
    await there.review('bob', waiting);
    const approved = await there.read(waiting);

    const [cancelled, ended] = [waiting, approved].map((one) => revoke(one, U('carol'), 'laptop lost', now));

    expect(cancelled?.status).toEqual({ kind: 'cancelled', at: now, by: U('carol') });
    expect(ended?.status).toMatchObject({ kind: 'ended', reason: 'revoked', by: U('carol') });
    expect([cancelled, ended].map((one) => one?.events.at(-1)?.fact)).toMatchObject([
      { kind: 'cancelled', why: 'laptop lost' },
      { kind: 'ended', why: 'laptop lost' },
    ]);
    for (const over of [cancelled, ended]) if (over) expect(revoke(over, U('carol'), 'again', now)).toBe(over);
  });
});

describe('who', () => {
  const about = (name: string) => ({ kind: 'access', name }) as const;
  const person = { kind: 'person', id: U('alice') } as const;

  it('shows a bundle to those who approve every role of it, and to admins', () => {
    expect(decideWho(about('release'), actor('bob'), world)).toMatchObject({ refusal: { kind: 'not_yours_to_see' } });
    expect(decideWho(about('prod-s3'), actor('bob'), world)).toMatchObject({ kind: 'of_access', name: 'prod-s3' });
    expect(decideWho(about('release'), actor('carol'), world)).toMatchObject({ kind: 'of_access', name: 'release' });
  });

  it('shows of a person everything to an admin and to themselves, and to an approver what has a role of theirs', () => {
    const sees = (name: string, request: Request) => {
      const decision = decideWho(person, actor(name), world);
      return decision.kind === 'of_person' && decision.isVisible(request);
    };
    const both = aRequest('release', 'prod-s3', 'prod-deploy');
    const other = aRequest('prod-deploy', 'prod-deploy');

    expect(['carol', 'alice', 'bob', 'random'].map((name) => [sees(name, both), sees(name, other)])).toEqual([
      [true, true],
      [true, true],
      [true, false],
      [true, true],
    ]);
    expect(decideWho({ kind: 'person', id: U('bob') }, actor('alice'), world)).toMatchObject({
      refusal: { kind: 'not_yours_to_see' },
    });
  });
});
