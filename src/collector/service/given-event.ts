/** What a client sent of one event: field → any JSON value. The names of fields are in lower case. */
export type GivenEvent = Readonly<Record<string, unknown>>;
