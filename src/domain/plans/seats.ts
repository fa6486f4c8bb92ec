/** Who sits in a team once somebody has left it: whoever takes over sits there, once. */
export const seatsAfter = (ids: readonly string[], leaverId: string, successorId?: string): string[] => [
  ...new Set(ids.flatMap((id) => (id === leaverId ? (successorId ?? []) : id))),
];
