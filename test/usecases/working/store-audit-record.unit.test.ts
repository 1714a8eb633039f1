import { describe, expect, it } from 'vitest';
import { parseRecordName, readRecord } from '../../../functions/core/audit/record.ts';
import { hashesOf } from '../../../functions/core/audit/verify.ts';
import { SlackFault } from '../../../functions/core/fault.ts';
import type { Request } from '../../../functions/core/request/request.ts';
import { aWorld } from '../../support/a-world.ts';
import { alice } from '../../support/builders.ts';
import { requested } from '../../support/requested.ts';

type World = Awaited<ReturnType<typeof aWorld>>;

/** The stored audit records of a request, the longest last. */
const chainsOf = (world: World, request: Request) =>
  [...world.kept].flatMap(([name, text]) => {
    const parsed = parseRecordName(name);
    if (parsed?.requestId !== request.id) return [];
    const read = readRecord(parsed, text);
    if (read.kind === 'bad') throw new Error(read.why);
    return [read.chain];
  });

describe('the audit record of a request', () => {
  it('is stored after every change, with a valid chain that continues the previous one', async () => {
    const world = await aWorld();
    const request = await world.grant('alice');
    await world.end('alice', 'prod-s3');
    await world.settle();

    const chains = chainsOf(world, request);

    const lengths = chains.map(({ hashes }) => hashes.length);
    expect(lengths.length).toBeGreaterThan(2);
    expect(lengths).toEqual(lengths.toSorted((a, b) => a - b));
    const last = chains.at(-1);
    expect(last?.hashes).toEqual((await world.read(request)).events.map(({ hash }) => hash));
    expect(last?.forgetAt).toEqual(new Date(Date.parse('2030-01-01T12:00:00Z') + 400 * 86_400_000));
    expect(chains[0]?.forgetAt).toBeUndefined();
  });

  it('is stored before Slack is updated, and if Slack cannot be updated at all', async () => {
    const world = await aWorld();
    world.faults.inject({ on: ['slack.drawCard'], times: 50 });

    const requested = await world.requestAccess('alice', 'prod-s3', {});
    await world.settle().catch(() => {});

    if (requested.kind !== 'requested') throw new Error(requested.kind);
    expect(chainsOf(world, requested.request).length).toBeGreaterThan(0);
  });

  it('does not delay access if it cannot be stored, and the next record contains all facts', async () => {
    const world = await aWorld();
    world.isTrailClosed = true;
    const request = await world.grant('alice');
    expect((await world.read(request)).status.kind).toBe('active');
    expect(world.kept.size).toBe(0);

    world.isTrailClosed = false;
    await world.end('alice', 'prod-s3');
    await world.settle();

    const stored = await world.read(request);
    expect(chainsOf(world, request).at(-1)?.hashes).toEqual(hashesOf(stored.events));
  });

  it.each<[string, string, (world: World) => Promise<Request>]>([
    [
      'failed',
      'its channel cannot be posted to',
      (world) => {
        const fault = { kind: 'channel_unusable', message: 'The bot is not in it.', fix: 'Invite it.' } as const;
        const error = new SlackFault({ ...fault, retryable: false });
        world.slack.faults.inject({ on: ['drawCard'], times: 1000, error });
        return requested(world);
      },
    ],
    [
      'failed',
      'its IAM user does not exist',
      (world) => {
        world.iam.removeUser(alice.arn);
        return requested(world);
      },
    ],
    [
      'lapsed',
      'it was not decided',
      async (world) => {
        const request = await requested(world);
        world.clock.advance({ minutes: 24 * 60 });
        await world.sweep();
        return request;
      },
    ],
    [
      'cancelled',
      'of a lockdown',
      async (world) => {
        const request = await requested(world);
        await world.lockdown('carol', 'on');
        await world.settle();
        return request;
      },
    ],
  ])('contains all facts of a request that %s because %s', async (kind, _, close) => {
    const world = await aWorld();

    const request = await close(world);

    const stored = await world.read(request);
    expect(stored.events.at(-1)?.fact.kind).toBe(kind);
    expect(chainsOf(world, request).at(-1)?.hashes).toEqual(hashesOf(stored.events));
  });

  it('is not continued by a later request after the first was deleted, so the audit finds no problem', async () => {
    const world = await aWorld();
    const first = await requested(world);
    await world.endOne('alice', first);
    await world.settle();
    const kept = new Set(world.kept.keys());
    for (const key of world.store.items().keys()) if (key.startsWith('REQ#')) world.store.items().delete(key);
    world.clock.advance({ minutes: 401 * 24 * 60 });
    await world.sweep();

    const second = await requested(world);

    const before = [...kept].map((name) => parseRecordName(name)?.requestId);
    expect(before).toContain(first.id);
    expect(before).not.toContain(second.id);
    expect(chainsOf(world, second).at(-1)?.hashes).toEqual(hashesOf((await world.read(second)).events));
  });
});
