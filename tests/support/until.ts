/** Waits until `look` finds something. @throws after `ms`. */
export async function until<T>(
  look: () => T | undefined | false | Promise<T | undefined | false>,
  ms = 10_000,
): Promise<T> {
  const end = Date.now() + ms;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`waited ${ms} ms for: ${look.toString().slice(0, 160)}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
