/**
 * The steps from an empty file to the schema of this version. A file has taken as many as its `user_version` says; a
 * step that was released is never changed. `error` and `steps` come last, because they are long and rarely read.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE runs (
    run INTEGER PRIMARY KEY,
    version INTEGER NOT NULL,
    created INTEGER NOT NULL,
    updated INTEGER,
    status TEXT NOT NULL,
    exit_code INTEGER,
    install_duration INTEGER,
    key TEXT NOT NULL UNIQUE,
    random_id TEXT NOT NULL,
    execution_id TEXT,
    nsapp TEXT NOT NULL,
    type TEXT,
    error_category TEXT,
    failed_command TEXT,
    failed_line INTEGER,
    method TEXT,
    ct_type INTEGER,
    disk_size REAL,
    core_count INTEGER,
    ram_size INTEGER,
    os_type TEXT,
    os_version TEXT,
    pve_version TEXT,
    kernel_version TEXT,
    app_version TEXT,
    cpu_vendor TEXT,
    cpu_model TEXT,
    gpu_vendor TEXT,
    gpu_model TEXT,
    gpu_passthrough TEXT,
    ram_speed TEXT,
    arch TEXT,
    platform TEXT,
    has_arm INTEGER,
    repo_source TEXT,
    repo_slug TEXT,
    error TEXT,
    steps TEXT NOT NULL
  ) STRICT;
  CREATE INDEX runs_by_created ON runs (created);
  CREATE INDEX runs_by_updated ON runs (updated);
  CREATE INDEX runs_by_version ON runs (version);
  CREATE INDEX runs_by_random_id ON runs (random_id) WHERE random_id <> key;

  -- One row: which file this is, the version that was given last, and the last one of a removal that is not kept any more.
  CREATE TABLE sequence (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    file TEXT NOT NULL,
    version INTEGER NOT NULL,
    forgotten INTEGER NOT NULL
  ) STRICT;
  INSERT INTO sequence VALUES (1, lower(hex(randomblob(8))), 0, 0);

  CREATE TABLE removals (version INTEGER PRIMARY KEY, key TEXT NOT NULL) STRICT;
  CREATE TRIGGER run_removed AFTER DELETE ON runs BEGIN
    UPDATE sequence SET version = version + 1;
    INSERT INTO removals (version, key) SELECT version, old.key FROM sequence;
  END;

  CREATE TABLE refusals (number INTEGER PRIMARY KEY, at INTEGER NOT NULL, reason TEXT NOT NULL, body TEXT NOT NULL) STRICT;
  `,
];
