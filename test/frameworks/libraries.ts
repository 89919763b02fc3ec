/** Loads a library of the private package in this folder, which may not be installed when types are checked. */
export function loadLibrary(name: string): Promise<unknown> {
  return import(name);
}
