// @ts-check
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Writes a migration that lets a guest delete records. @returns {string} The file's path. */
export function openToDeletes() {
  const folder = mkdtempSync(join(tmpdir(), 'telemetry-open-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, '8_open.js');
  writeFileSync(
    path,
    `migrate((db) => {
      const dao = typeof Dao === 'undefined' ? db : new Dao(db);
      const collection = dao.findCollectionByNameOrId('_dev_telemetry_data');
      collection.deleteRule = '';
      if (typeof Dao === 'undefined') dao.save(collection);
      else dao.saveCollection(collection);
    });`,
  );
  return path;
}
