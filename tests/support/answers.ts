/** What becomes of a command: `done`, or the code it is refused with. */
export const code = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: { code?: string }) => error.code ?? String(error),
  );

/** The fields a command says something at; none when it is done. */
export const fieldsOf = (work: Promise<unknown>): Promise<string[]> =>
  work.then(
    () => [],
    (error: { fields?: object }) => Object.keys(error.fields ?? {}),
  );
