import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { datasetInventory, pullDataset } from './inventory.js';
import { MEDMNIST } from './published.js';
import { medmnistSchema } from './schema.js';

describe('datasetInventory', () => {
  it('lists every published set, with a checksum and an address for each file, and where files lie', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kraus-inventory-'));
    await mkdir(join(folder, 'medmnist'));
    await writeFile(join(folder, 'medmnist', 'bloodmnist.npz'), 'x');
    const sets = await datasetInventory({ dataDirs: [folder], cacheDir: join(folder, 'cache') });
    await rm(folder, { recursive: true });
    expect(sets.map((set) => set.source).slice(0, 3)).toEqual(['mnist', 'fashion', 'medmnist']);
    for (const file of sets.flatMap((set) => set.files)) {
      expect(file.checksum).toMatch(/^(sha256:[0-9a-f]{64}|md5:[0-9a-f]{32})$/);
      expect(new URL(file.address).pathname.endsWith(file.path.split('/')[1] ?? '?')).toBe(true);
    }
    const blood = sets.find((set) => set.name === 'blood');
    expect(blood?.files[0]?.place).toBe(join(folder, 'medmnist', 'bloodmnist.npz'));
    expect(blood?.classes).toHaveLength(8);
  });

  it('names the sets as the schema does', () => {
    expect(Object.keys(MEDMNIST).sort()).toEqual([...medmnistSchema.options.name.type.oneOf].sort());
  });

  it('says which sets there are', async () => {
    await expect(pullDataset('mnits')).rejects.toThrow("there is no published set 'mnits'. Did you mean 'mnist'?");
    await expect(pullDataset('medmnist', 'blod')).rejects.toThrow(
      "there is no medmnist set 'blod'. Did you mean 'blood'?",
    );
  });
});
