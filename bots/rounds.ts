/** A piece of work repeated until stopped: at once while it finds something, else after a pause or when woken. */
export interface Rounds {
  /** Looks again without waiting. */
  wake(): void;
  /** Lets the round in hand finish and starts no more. */
  stop(): Promise<void>;
}

/**
 * Runs `round` over and over. A round that throws is reported and tried again after the pause, so a store that is
 * away for a while only pauses the work.
 */
export function startRounds(
  round: () => Promise<boolean>,
  { pauseMs, onError }: { pauseMs: number; onError: (error: unknown) => void },
): Rounds {
  let isStopping = false;
  let isWoken = false;
  let endPause: (() => void) | undefined;
  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, pauseMs);
      endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const run = async (): Promise<void> => {
    while (!isStopping) {
      isWoken = false;
      const found = await round().catch((error: unknown) => {
        onError(error);
        return false;
      });
      if (!found && !isWoken && !isStopping) await pause();
    }
  };
  const running = run();
  return {
    wake: () => {
      isWoken = true;
      endPause?.();
    },
    stop: async () => {
      isStopping = true;
      endPause?.();
      await running;
    },
  };
}
