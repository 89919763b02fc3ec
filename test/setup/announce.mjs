// @ts-check
// The first line of `npm test`.
console.log(
  'All tests, most of them on a real PocketBase: 5 to 8 minutes on two slow cores. A part: npm test -- test/redact',
);
