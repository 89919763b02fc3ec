/// <reference path="../pb_data/types.d.ts" />

// Creates the collection of the community's installation telemetry, on PocketBase 0.22 and on 0.23 and later.
// Everyone may create, look up and update records; no one may delete them.
migrate(
  (db) => {
    const name = '_dev_telemetry_data';
    const text = (field, options = {}) => ({ name: field, type: 'text', options });
    const number = (field, options = {}) => ({ name: field, type: 'number', options });
    const select = (field, values) => ({
      name: field,
      type: 'select',
      required: true,
      options: { maxSelect: 1, values },
    });
    const fields = [
      { ...text('random_id', { min: 8 }), required: true },
      select('type', ['lxc', 'vm', 'addon', 'pve']),
      // A required number field refuses 0, so privileged containers are stored as 1.
      { ...number('ct_type'), required: true },
      { ...text('nsapp'), required: true },
      select('status', ['installing', 'sucess', 'failed', 'unknown']),
      number('disk_size'),
      number('core_count'),
      number('ram_size'),
      text('os_type'),
      text('os_version'),
      text('pve_version'),
      text('method'),
      // 5,000 is the default of newer servers; set here so that both generations agree.
      text('error', { max: 5000 }),
      number('exit_code'),
    ];
    const common = {
      name,
      type: 'base',
      indexes: [`CREATE UNIQUE INDEX idx_${name}_random_id ON ${name} (random_id)`],
      listRule: '',
      viewRule: '',
      createRule: '',
      updateRule: '',
      deleteRule: null,
    };

    if (typeof Dao !== 'undefined') {
      // The admin API of 0.22 refuses a leading underscore; a migration may have one.
      new Dao(db).saveCollection(new Collection({ ...common, schema: fields, options: {} }));
      return;
    }
    const flat = fields.map(({ options, ...field }) => ({ ...field, ...options }));
    const dates = [
      { type: 'autodate', name: 'created', onCreate: true },
      { type: 'autodate', name: 'updated', onCreate: true, onUpdate: true },
    ];
    db.save(new Collection({ ...common, fields: [...flat, ...dates] }));
  },
  (db) => {
    const name = '_dev_telemetry_data';
    if (typeof Dao !== 'undefined') {
      const dao = new Dao(db);
      dao.deleteCollection(dao.findCollectionByNameOrId(name));
      return;
    }
    db.delete(db.findCollectionByNameOrId(name));
  },
);
