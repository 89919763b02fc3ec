// A program that ends like the command it is told of, as JSON; where that does not end it, by itself with 99 long after.
import { endLike } from '../../src/host/run/end-like.js';

setTimeout(() => process.exit(99), 20_000);
endLike(JSON.parse(process.argv[2] ?? '{}') as Parameters<typeof endLike>[0]);
