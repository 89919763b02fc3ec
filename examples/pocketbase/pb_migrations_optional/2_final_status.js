/// <reference path="../pb_data/types.d.ts" />

// Optional: makes the first end of an installation final on the server, with a trigger. A rule cannot, because
// PocketBase checks it when it reads the row, not when it writes it. The same end may be sent again, so that a client
// can retry after a lost answer. For PocketBase 0.22, and for 0.23 and later.
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
