/** A line is about one kilobyte. */
const MOST = 10_000;
const drawn = new Map<string, string>();

/** A line of a list as it was drawn before, by what it says; undefined when it was not, or long ago. */
export const drawnAs = (key: string): string | undefined => drawn.get(key);

/** Keeps a line that was drawn, in place of the oldest where there are too many. */
export function keepDrawn(key: string, html: string): string {
  drawn.set(key, html);
  const [oldest] = drawn.keys();
  if (drawn.size > MOST && oldest !== undefined) drawn.delete(oldest);
  return html;
}
