import { limitInWords } from './limit-in-words.ts'
import { oneAfterAnother } from './one-after-another.ts'
import { readTree, type Takes } from './read-folder.ts'
import type { Watching, WatchingHost } from './watching.ts'

/** Looking takes at most this part of the time, but is done every ten minutes at the least: 100,000 files are looked at every two minutes. */
const share = 1 / 500
const longestPause = 600_000

/**
 * Looks at all files that are watched for, again and again: for systems that tell of no changes, or of no more. Only one number is kept.
 * @param every the least time from one look to the next, in ms; a large vault is looked at less often
 */
export function pollTree(base: string, takes: Takes, every: number, host: WatchingHost): Watching {
  let closed = false
  let known: number | undefined
  let timer: NodeJS.Timeout | undefined
  const close = () => {
    closed = true
    clearTimeout(timer)
  }
  const inTurn = oneAfterAnother((error) => {
    if (closed) return
    close()
    host.onFailed(limitInWords(error))
  })

  const look = async () => {
    clearTimeout(timer)
    const begun = performance.now()
    const found = await readTree(base, takes, () => closed)
    if (closed) return false
    const differs = known !== undefined && known !== found
    known = found
    timer = setTimeout(lookAndTell, Math.max(every, Math.min((performance.now() - begun) / share, longestPause)))
    return differs
  }
  const lookIfThere = async () => {
    if (await host.answers()) return look()
    if (!closed) timer = setTimeout(lookAndTell, every)
    return false
  }
  const lookAndTell = () =>
    void inTurn(lookIfThere).then((differs) => {
      if (differs && !closed) host.onTouched()
    })

  const ready = inTurn(look).then(() => undefined)
  return { ready, rescan: () => inTurn(look), settle: () => undefined, print: () => known ?? 0, close }
}
