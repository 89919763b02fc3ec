// Syncs each transaction to the disk. PocketBase writes through one connection.
onBootstrap((e) => {
  e.next();
  $app.nonconcurrentDB().newQuery('PRAGMA synchronous = FULL').execute();
});
