/** Redraws that are asked for as often as anything changes. */
export type Redraws = {
  /** Something may look otherwise. Costs nothing. */
  readonly ask: () => void
  /** Nothing is drawn until `goOn`, which draws at once, or for so many ms of a machine that is awake. */
  readonly hold: (atMost: number) => void
  readonly goOn: () => void
  /** Draws no more, and waits for what is being drawn. */
  readonly close: () => Promise<void>
}

/**
 * Draws one at a time, and rests in between: a burst of changes is drawn once at its beginning and once with its end. What is asked for while something is
 * being drawn is drawn after it, so that the last state always arrives.
 * @param draw must not reject
 * @param rest in ms
 */
export function redrawCalmly(draw: () => Promise<void>, rest: number): Redraws {
  let wanted = false
  let held = false
  let drawing: Promise<void> | undefined
  let resting: NodeJS.Timeout | undefined
  let holding: NodeJS.Timeout | undefined

  function next(): void {
    if (!wanted || held || drawing !== undefined || resting !== undefined) return
    wanted = false
    drawing = draw().then(() => {
      drawing = undefined
      resting = setTimeout(() => {
        resting = undefined
        next()
      }, rest)
    })
  }

  function goOn(): void {
    clearTimeout(holding)
    held = false
    wanted = true
    next()
  }

  return {
    ask: () => {
      wanted = true
      next()
    },
    hold: (atMost) => {
      held = true
      clearTimeout(holding)
      holding = setTimeout(goOn, atMost)
    },
    goOn,
    close: async () => {
      clearTimeout(holding)
      held = true
      await drawing
      clearTimeout(resting)
    },
  }
}
