/**
 * Calls back into the host. What it throws is reported as its own uncaught error, later: were it thrown here, inside the reading of a
 * child's output, nobody would read on and the child would hang.
 */
export function safely(callback: () => void): void {
  try {
    callback()
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}
