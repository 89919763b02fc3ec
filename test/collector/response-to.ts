import { toResponse } from '../../src/collector/answers.js';
import { answerRead } from '../../src/collector/service-reads/index.js';
import type { Store } from '../../src/stores/store.js';

/** What the read APIs answer now; `undefined` where it is not one of their paths. */
export async function responseTo(request: Request, store: Store): Promise<Response | undefined> {
  const answer = await answerRead(request, { store, now: Date.now });
  return answer && toResponse(answer);
}
