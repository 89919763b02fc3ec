// @ts-check
// Serves ClickHouse until it is ended: node26 --experimental-ffi serve.mjs LIBRARY FOLDER HTTP_PORT [TCP_PORT CONFIG]
// The library's one function is the command `clickhouse local`, which listens on request. It does not return.
import { DynamicLibrary, getRawPointer } from 'node:ffi';

const [library = '', folder = '', http = '', tcp = '', config = ''] = process.argv.slice(2);
const listen = `SYSTEM START LISTEN HTTP; ${tcp === '' ? '' : 'SYSTEM START LISTEN TCP;'}`;
const args = [
  'clickhouse',
  `--path=${folder}`,
  '--listen_host=127.0.0.1',
  `--http_port=${http}`,
  ...(tcp === '' ? [] : [`--tcp_port=${tcp}`]),
  ...(config === '' ? [] : [`--config-file=${config}`]),
  `--query=${listen} SELECT sleepEachRow(3) FROM numbers(1000000) SETTINGS max_block_size = 1 FORMAT Null`,
];
const texts = args.map((text) => Buffer.from(`${text}\0`));
const argv = Buffer.alloc(8 * (texts.length + 1));
texts.forEach((text, place) => argv.writeBigUInt64LE(getRawPointer(text), 8 * place));
const run = new DynamicLibrary(library).getFunction('chdb_query_cmdline', {
  arguments: ['int32', 'pointer'],
  return: 'pointer',
});
run(args.length, getRawPointer(argv));
// It has ended early, for example because the port is taken.
process.exitCode = 1;
