import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { standing } from '../standing.ts'
import { findPeer, systemPath } from './peers.ts'

/** What Vorta takes without a screen and without a plan, in words (not told to go to the background, where it would be another process); undefined where it is not installed. @param minutes of looking, one at most */
export async function idleVorta(minutes: number): Promise<string | undefined> {
  const program = findPeer('vorta')
  if (program === undefined) return undefined
  const home = mkdtempSync(join(tmpdir(), 'vaultkeeper-vorta-'))
  const environment = { PATH: systemPath, HOME: home, XDG_RUNTIME_DIR: home, LANG: 'C.UTF-8', QT_QPA_PLATFORM: 'offscreen' }
  const vorta = spawn(program, { env: environment, stdio: 'ignore' })
  const gone = once(vorta, 'exit')
  try {
    // Until it has started: there is no sign of it that could be awaited.
    await delay(10_000)
    const seconds = Math.min(1, minutes) * 60
    const before = standing(vorta.pid ?? 0)
    await delay(seconds * 1_000)
    const after = standing(vorta.pid ?? 0)
    const percent = ((after.processor - before.processor) / seconds) * 100
    return `Vorta, without a screen, without a plan, ${seconds} s: ${Math.round(after.resident)} MB resident, ${percent.toFixed(3)} % of one core.`
  } catch (error) {
    return `Vorta did not stay: ${error instanceof Error ? error.message : String(error)}`
  } finally {
    if (vorta.exitCode === null && vorta.signalCode === null) vorta.kill('SIGKILL')
    await gone
    rmSync(home, { recursive: true, force: true })
  }
}
