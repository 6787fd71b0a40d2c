/** What `work` comes to, or a rejection when it takes longer than `cap` ms. */
export async function withinTime<T>(work: Promise<T>, cap: number, what: string): Promise<T> {
  const over = Promise.withResolvers<never>()
  const timer = setTimeout(() => over.reject(new Error(`${what} took longer than ${cap / 1000} seconds.`)), cap)
  try {
    return await Promise.race([work, over.promise])
  } finally {
    clearTimeout(timer)
  }
}
