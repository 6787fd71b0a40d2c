/** How often it is looked, in ms. */
const lookEvery = 3_000

/**
 * Looks again and again whether something is well, until it is, and calls back then. Costs nothing while it is well.
 * @param isWell is cheap: it starts no process
 * @param wanted whether anybody would like to be told; else it is given up
 */
export function untilBetter(isWell: () => boolean, wanted: () => boolean, onBetter: () => void): { readonly watch: () => void } {
  let timer: NodeJS.Timeout | undefined
  const look = () => {
    const well = isWell()
    if (!well && wanted()) return
    clearInterval(timer)
    timer = undefined
    if (well) onBetter()
  }
  return {
    watch: () => {
      timer ??= setInterval(look, lookEvery).unref()
    },
  }
}
