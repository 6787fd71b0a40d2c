import type { Verdict } from '../../contract/verdict.ts'
import type { Core, RunHost } from '../core.ts'
import { keepOwn } from '../own/keep-own.ts'
import { circumstancesOf } from '../retention/circumstances.ts'
import { retain } from '../runs/retention-run.ts'
import { type CopyOccasion, copy } from './copy-run.ts'
import { mirrorNamed } from './mirrors.ts'
import { retainHeldBack } from './retain-held-back.ts'

/** Fills a mirror because it is due, then carries out there what the retention of the plans says. @returns how the copy ended */
export async function copyIntoMirror(core: Core, repository: string, occasion: CopyOccasion, host: RunHost): Promise<Verdict> {
  const mirror = mirrorNamed(core.settings.configuration, repository)
  // It was taken out of the configuration meanwhile.
  if (mirror === undefined) return 'skipped'
  const { verdict, result } = await copy(core, { from: mirror.of, to: repository }, occasion, host)
  await retainHeldBack(core, mirror.of, host)
  if (verdict === 'done' || verdict === 'warnings') await keepOwn(core, repository, host)
  if (verdict !== 'done' || result === undefined || result.copied.length === 0) return verdict
  const plans = core.settings.configuration?.plans ?? {}
  for (const [plan, { enabled, repositories }] of Object.entries(plans))
    if (enabled && repositories.includes(mirror.of) && !host.signal.aborted)
      await retain(core, { plan, repository, trigger: occasion.trigger }, await circumstancesOf(core), host)
  return verdict
}
