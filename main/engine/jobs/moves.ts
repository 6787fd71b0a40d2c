/**
 * Yields once at the beginning, and from then on whenever something calls back; several calls while nobody asks are one.
 * @param subscribe is given the callback, and returns what ends it
 */
export async function* moves(subscribe: (moved: () => void) => () => void, signal: AbortSignal | undefined): AsyncGenerator<void> {
  let wake = Promise.withResolvers<void>()
  const moved = () => wake.resolve()
  const end = subscribe(moved)
  signal?.addEventListener('abort', moved, { once: true })
  try {
    while (!signal?.aborted) {
      wake = Promise.withResolvers<void>()
      yield
      await wake.promise
    }
  } finally {
    end()
    signal?.removeEventListener('abort', moved)
  }
}
