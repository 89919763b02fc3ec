/**
 * Whether a request may read: it names the token, with or without `Bearer`, or reading is open. The comparison takes as
 * long wherever the texts differ.
 */
export function mayRead(request: Request, readToken: string | undefined): boolean {
  if (readToken === undefined) return true;
  const given = (request.headers.get('authorization') ?? '').replace(/^Bearer\s+/i, '');
  let difference = given.length ^ readToken.length;
  for (let place = 0; place < readToken.length; place += 1) {
    difference |= (given.charCodeAt(place) || 0) ^ readToken.charCodeAt(place);
  }
  return difference === 0;
}
