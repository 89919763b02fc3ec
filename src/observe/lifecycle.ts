/** The states that may follow each state. A state that only follows others needs no row: it is final. */
export type Transitions = Readonly<Record<string, readonly string[]>>;

/** Every state of a table of transitions. */
export type StateOf<Table extends Transitions> = (keyof Table & string) | Table[keyof Table][number];

/** The states of a table that no other state follows. */
export type FinalStateOf<Table extends Transitions> = {
  [State in StateOf<Table>]: State extends keyof Table ? (Table[State] extends readonly [] ? State : never) : State;
}[StateOf<Table>];

/** Which states may follow which. */
export interface Lifecycle<Table extends Transitions> {
  /** Whether `to` may follow `from`. `false` for a state that the table does not have. */
  can(from: unknown, to: unknown): boolean;
  /** The states that may follow this one; none follows a final or an unknown state. */
  next<State extends StateOf<Table>>(
    state: State,
  ): readonly (State extends keyof Table ? Table[State][number] : never)[];
  /** Whether this is a state of the table that no other follows. */
  isFinal(state: unknown): state is FinalStateOf<Table>;
}

/**
 * Makes a table of transitions answer questions. Any value may be asked about; only states of the table are found.
 *
 * @param table - For each state those that may follow. A final state has an empty list, or no row.
 *
 * @example
 * ```ts
 * import { lifecycle } from '@community-scripts/telemetry/observe';
 *
 * const door = lifecycle({ open: ['closed'], closed: ['open', 'locked'] });
 * door.can('open', 'closed'); // true
 * door.can('open', 'locked'); // false
 * door.next('closed'); // ['open', 'locked']
 * door.isFinal('locked'); // true
 * ```
 */
export function lifecycle<const Table extends Transitions>(table: Table): Lifecycle<Table> {
  const following = new Map<unknown, readonly string[]>(Object.entries(table));
  for (const state of Object.values(table).flat()) if (!following.has(state)) following.set(state, []);
  return {
    can: (from, to) => following.get(from)?.includes(to as string) ?? false,
    next: (state) => (following.get(state) ?? []) as never,
    isFinal: (state): state is FinalStateOf<Table> => following.get(state)?.length === 0,
  };
}
