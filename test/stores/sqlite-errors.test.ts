import { describe, expect, it } from 'vitest';
import { TelemetryError } from '../../src/errors.js';
import { isBusy, isOfDatabase, messageOf, toReadError } from '../../src/stores/sqlite/sqlite-errors.js';

function sqliteError(errcode: number, message = 'it failed'): Error {
  return Object.assign(new Error(message), { errcode });
}

describe('what SQLite throws', () => {
  it.each([
    { thrown: sqliteError(5), is: 'busy', when: 'another connection writes' },
    { thrown: sqliteError(6), is: 'busy', when: 'another connection of this process holds a table' },
    { thrown: sqliteError(5 | (1 << 8)), is: 'busy', when: 'another process recovers the log' },
    { thrown: sqliteError(13), is: 'of the database', when: 'the disk is full' },
    { thrown: sqliteError(10 | (3 << 8)), is: 'of the database', when: 'the disk cannot be written' },
    { thrown: sqliteError(26), is: 'of the database', when: 'the file is no database' },
    { thrown: sqliteError(19), is: 'of the statement', when: 'a constraint is broken' },
    { thrown: new Error('no code'), is: 'of the statement', when: 'it has no code' },
    { thrown: undefined, is: 'of the statement', when: 'it is not an error' },
  ])('is $is when $when', ({ thrown, is }) => {
    expect([isBusy(thrown), isOfDatabase(thrown)]).toEqual([is === 'busy', is === 'of the database']);
  });

  it('is said in its own words, and as unknown where it has none', () => {
    expect(messageOf(sqliteError(13, 'database or disk is full'))).toBe('database or disk is full');
    expect(messageOf(undefined)).toBe('unknown error');
  });

  it('is unreachable for one who reads, and stays what the store itself threw', () => {
    const failed = toReadError(sqliteError(11, 'database disk image is malformed'));
    expect(failed).toMatchObject({ code: 'unreachable', fate: 'not-sent' });
    expect(failed.message).toBe('sqlite: cannot read: database disk image is malformed');
    const closed = new TelemetryError('unreachable', 'sqlite: the store is closed', { fate: 'not-sent' });
    expect(toReadError(closed)).toBe(closed);
  });
});
