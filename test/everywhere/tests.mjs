// The tests of reading that need nothing of Node; those on PocketBase first, as they take longest.
import '../sources/pocketbase/contract.test.ts';
import '../testing/memory-records.test.ts';
import '../observe/bucket-by.test.ts';
import '../observe/count.test.ts';
import '../observe/lifecycle.test.ts';
import '../observe/merge.test.ts';
import '../observe/sliding-window.test.ts';
import '../observe/watch.test.ts';
import '../sources/records/check-query.test.ts';
import '../sources/records/matches-query.test.ts';
import '../sources/records/select-fields.test.ts';
import '../sources/records/sort-records.test.ts';
import '../sources/records/summarize-records.test.ts';
import '../views/live-summary.test.ts';
import '../views/subscribe-to.test.ts';
import '../views/to-csv.test.ts';
import '../views/views.test.ts';
