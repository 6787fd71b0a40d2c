import { copyFileSync, mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { CaseResult } from './case-result.ts'
import type { Case } from './draw-cases.ts'
import { inNamespaces } from './in-namespaces.ts'
import type { Kind } from './kind.ts'
import { type Lane, twoLanes } from './two-lanes.ts'

/** A case that takes longer hangs, in s: generous, for a busy machine is no fault. */
const cap = 240

/** How cases are run. */
export type RunOptions = {
  /** The run's own folder. */
  readonly folder: string
  readonly workers: number
  /** Asked before each case: whether no more are wanted. */
  readonly isOver: (results: readonly CaseResult[]) => boolean
  /** Told of each case as it ends. */
  readonly tell: (result: CaseResult) => void
}

/**
 * Makes what every case begins with: a home of root's, and where kinds want it one of an ordinary user's. restic is put where such a one may run it, too.
 */
export async function makeTemplates(folder: string, restic: string, kinds: readonly Kind[]): Promise<void> {
  for (const name of ['case', 'results', 'programs']) mkdirSync(path.join(folder, name))
  const program = path.join(folder, 'programs', 'restic')
  copyFileSync(restic, program)
  process.env['VAULTKEEPER_RESTIC'] = program
  const owners = kinds.some(({ asPerson }) => asPerson === true) ? (['root', 'person'] as const) : (['root'] as const)
  await Promise.all(
    owners.map(async (owner) => {
      const place = path.join(folder, 'case')
      const kept = templateOf(folder, owner)
      mkdirSync(path.join(kept, 'case'), { recursive: true })
      const file = path.join(import.meta.dirname, 'template-process.ts')
      const { code, said } = await inNamespaces(file, [place, kept, owner], { folder: place, copy: null, cap })
      if (code !== 0) throw new Error(`What every case begins with could not be made (${code}): ${said}`)
    }),
  )
}

function templateOf(folder: string, owner: 'root' | 'person'): string {
  return path.join(folder, 'template', owner)
}

/** Runs cases until there are no more, or no more are wanted: some that need the cores, and one that mostly waits beside them. */
export async function runCases(
  cases: Iterator<Case, unknown, void>,
  kinds: readonly Kind[],
  { folder, workers, isOver, tell }: RunOptions,
): Promise<CaseResult[]> {
  const waiting = new Set(kinds.filter(({ waits }) => waits === true).map(({ id }) => id))
  const next = twoLanes(cases, (kind) => waiting.has(kind), waiting.size > 0 && waiting.size < kinds.length)
  const results: CaseResult[] = []
  const work = async (lane: Lane) => {
    while (!isOver(results)) {
      const one = next(lane)
      if (one === undefined) return
      const result = await runCase(folder, one)
      results.push(result)
      tell(result)
    }
  }
  await Promise.all([...Array.from({ length: workers }, () => work('quick')), ...(workers > 1 ? [work('waiting')] : [])])
  return results
}

async function runCase(folder: string, one: Case): Promise<CaseResult> {
  const file = path.join(folder, 'results', `${one.number}.json`)
  const place = path.join(folder, 'case')
  const template = templateOf(folder, one.person ? 'person' : 'root')
  const { code, said, capped } = await inNamespaces(
    path.join(import.meta.dirname, 'case-process.ts'),
    [place, path.join(template, 'template.json'), JSON.stringify(one), file],
    { folder: place, copy: path.join(template, 'case'), cap },
  )
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as CaseResult
  } catch {
    const how = capped ? `hung, and was killed after ${cap} s` : `ended with ${code}`
    return { ...one, hit: false, wrong: [`the case itself ${how}: ${said}`], noticed: 0, took: 0, said: '' }
  }
}
