/** The service answers at most this many records. */
const PAGE_SIZE = 100;

/** A page of the service: `limit` records from `offset` on, which is a multiple of `limit`. */
export interface PageWindow {
  readonly page: number;
  readonly limit: number;
  readonly offset: number;
}

/**
 * Finds the page that begins at this place or shortly before it, and reaches furthest. The service numbers pages, so a
 * page may begin only at a multiple of its size; among the sizes up to 100 there is always one that fits.
 */
export function windowAt(place: number): PageWindow {
  let best: PageWindow = { page: 1, limit: PAGE_SIZE, offset: 0 };
  for (let limit = PAGE_SIZE; limit > PAGE_SIZE / 2; limit -= 1) {
    const page = Math.floor(place / limit) + 1;
    const offset = (page - 1) * limit;
    if (offset + limit > best.offset + best.limit) best = { page, limit, offset };
  }
  return best;
}
