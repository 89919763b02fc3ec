/// <reference path="../pb_data/types.d.ts" />

// Optional: makes the first end of an installation final on the server. A rule cannot, since PocketBase checks
// it when it reads the row and not when it writes it; a trigger is part of the write. Repeating the same end is
// allowed, so that a client whose answer was lost may send it again. For PocketBase up to 0.22 and from 0.23 on.
migrate(
  (db) => {
    const run = (sql) => (typeof Dao !== 'undefined' ? db : db.db()).newQuery(sql).execute();
    run(`
      CREATE TRIGGER _dev_telemetry_data_final_status
      BEFORE UPDATE ON _dev_telemetry_data
      WHEN OLD.status <> 'installing'
        AND (NEW.status <> OLD.status OR NEW.error <> OLD.error OR NEW.exit_code <> OLD.exit_code)
      BEGIN
        SELECT RAISE(ABORT, 'the first end of an installation is final');
      END
    `);
  },
  (db) => {
    const run = (sql) => (typeof Dao !== 'undefined' ? db : db.db()).newQuery(sql).execute();
    run('DROP TRIGGER IF EXISTS _dev_telemetry_data_final_status');
  },
);
