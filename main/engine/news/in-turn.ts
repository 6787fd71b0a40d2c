/** Works that must not run twice at once, by name. */
export type Turns = Map<string, { again: boolean; done: Promise<void> }>

/**
 * Does `work` unless it is being done; then it is done once more when that has ended, whoever asked how often meanwhile. All who asked wait for the
 * end of the last.
 */
export function inTurn(turns: Turns, name: string, work: () => Promise<void>): Promise<void> {
  const running = turns.get(name)
  if (running !== undefined) {
    running.again = true
    return running.done
  }
  const turn = { again: true, done: Promise.resolve() }
  turns.set(name, turn)
  turn.done = (async () => {
    try {
      while (turn.again) {
        turn.again = false
        await work()
      }
    } finally {
      turns.delete(name)
    }
  })()
  return turn.done
}
