/** Does one thing after the other, in the order in which they were asked for. What one of them throws goes to `onError`, and it answers `false`. */
export function oneAfterAnother(onError: (error: unknown) => void): (work: () => Promise<boolean>) => Promise<boolean> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const done = last.then(work).catch((error: unknown) => {
      onError(error)
      return false
    })
    last = done
    return done
  }
}
