import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCatalogFile } from '../../../functions/adapters/system/catalog-file.ts';
import { type Catalog, hashCatalog } from '../../../functions/core/catalog/catalog.ts';
import { aRole } from '../../support/builders.ts';
import { alice, aliceId, prodS3, s3Rule } from '../../support/stored-examples.ts';

const content: Omit<Catalog, 'hash'> = {
  accounts: [{ name: 'prod', id: s3Rule.accountId, managerRoleName: 'assume-bot-manager' }],
  people: { [aliceId]: alice },
  roles: { [prodS3]: aRole(s3Rule) },
  bundles: {},
  settings: {
    retentionDays: 400,
    lapseAfterMinutes: 1440,
    minimumMinutes: 1,
    remindBeforeEndMinutes: 10,
    reminderMinutes: [30],
    admins: [],
  },
};
const catalog: Catalog = { hash: hashCatalog(content), ...content };

let directory: string;
let path: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'catalog-'));
  path = join(directory, 'catalog.json');
});
afterEach(() => rm(directory, { recursive: true }));

describe('the compiled catalog', () => {
  it('is read correctly, regardless of the order of keys and of line breaks', async () => {
    const reordered = Object.fromEntries(Object.entries(catalog).toReversed());
    await writeFile(path, JSON.stringify(reordered, undefined, 2));

    expect(await createCatalogFile(path).read()).toEqual(catalog);
  });

  it('is read once, so that one invocation uses only one version', async () => {
    await writeFile(path, JSON.stringify(catalog));
    const file = createCatalogFile(path);
    const first = await file.read();

    await writeFile(path, 'something else');

    expect(await file.read()).toBe(first);
  });

  it.each([
    ['a rule', { ...catalog, roles: { [prodS3]: { ...s3Rule, approvals: 0 } } }],
    ['the hash', { ...catalog, hash: 'ab'.repeat(32) }],
    ['the hash by leaving it out', content],
    ['everything', []],
  ])('is refused if %s was changed', async (_, changed) => {
    await writeFile(path, JSON.stringify(changed));

    await expect(createCatalogFile(path).read()).rejects.toMatchObject({
      name: 'CatalogFault',
      path,
      message: expect.stringContaining('its hash does not fit; compile access.yaml again'),
    });
  });

  it.each(['', '{"hash":', 'null'])('is refused with its path if it was truncated to %j', async (text) => {
    await writeFile(path, text);

    await expect(createCatalogFile(path).read()).rejects.toMatchObject({ name: 'CatalogFault', path });
  });

  it('is read again after the file was missing', async () => {
    const file = createCatalogFile(path);
    await expect(file.read()).rejects.toThrow(`the compiled catalog ${path} is not there`);

    await writeFile(path, JSON.stringify(catalog));

    expect(await file.read()).toEqual(catalog);
  });
});
