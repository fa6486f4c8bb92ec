/** The keys of a row that have a value: what nobody asked for is no key at all. */
export type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** A row without the keys that are undefined. */
export const given = <T extends object>(row: T): Given<T> =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)) as Given<T>;
