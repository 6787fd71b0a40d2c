/**
 * Waits for work that nobody can cancel, but not for ever.
 * @param late what is done instead once `patience` milliseconds have passed
 */
export async function inTime<Result, Late>(work: Promise<Result>, patience: number, late: () => Late): Promise<Result | Late> {
  const { promise, resolve } = Promise.withResolvers<'late'>()
  const timer = setTimeout(() => resolve('late'), patience)
  try {
    const first = await Promise.race([work.then((result) => ({ result })), promise])
    return first === 'late' ? late() : first.result
  } finally {
    clearTimeout(timer)
  }
}
