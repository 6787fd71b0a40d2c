/** What the time that an agent takes to come back is reckoned by. Durations are ms; `bytes` and `files` of what is restored, `null` where they are not known. */
export type AgentTime = {
  readonly stopWithin: number
  readonly aliveWithin: number
  readonly bytes: number | null
  readonly files: number | null
}

/** How many agents of a level are restored at once: each has a restic, a copy of its folder on the disk and the disk itself to share. */
export const mostAtOnce = 4

/** What an old laptop does on a bad day, in bytes a second; and what a file costs by itself, in bytes. */
const bytesPerSecond = 10 * 1024 * 1024
const bytesOfAFile = 32 * 1024
/** Finding the snapshots, opening the repository several times, by a network; and the moment between asking a process to end and ending it by force; in ms. */
const atLeast = 20_000

/**
 * How long it takes at the latest until each agent is back or a person is told, in ms: level behind level, in a level the slowest, and as many restores at once as are done
 * at once. Folders are read, restored, kept and put in place: twice their size is written. Pure.
 */
export function withinOf(levels: readonly (readonly AgentTime[])[]): number {
  return levels.reduce((sum, level) => {
    const restores = level.map(({ stopWithin, bytes, files }) => stopWithin + restoreTime(bytes ?? 0, files ?? 0))
    const queued = level.length <= mostAtOnce ? 0 : restores.reduce((all, one) => all + one, 0) / mostAtOnce
    return sum + queued + Math.max(0, ...restores) + Math.max(0, ...level.map(({ aliveWithin }) => aliveWithin))
  }, 0)
}

function restoreTime(bytes: number, files: number): number {
  return atLeast + Math.round((2000 * (bytes + files * bytesOfAFile)) / bytesPerSecond)
}
