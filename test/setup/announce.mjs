// @ts-check
// The first line of `npm test`.
console.log('All tests, with a real PocketBase: 4 to 10 minutes on two slow cores.');
