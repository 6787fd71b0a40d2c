import { spawnSync } from 'node:child_process'
import { cpus, release, totalmem } from 'node:os'
import { z } from 'zod'
import { projectFolder } from '../helpers/cli-run.ts'
import type { CaseResult } from './case-result.ts'
import { type Kind, toldSoon } from './kind.ts'

/** A run of the suite, as it lies in a file. `took` in ms, `noticed` too: how long until each case that hit came back. */
export const Report = z.object({
  seed: z.number(),
  long: z.boolean(),
  begun: z.iso.datetime(),
  took: z.number(),
  commit: z.string(),
  machine: z.string(),
  node: z.string(),
  restic: z.string(),
  sums: z.object({ passed: z.number(), failed: z.number(), skipped: z.number() }),
  kinds: z.array(
    z.object({
      id: z.string(),
      says: z.string(),
      tellsOf: z.enum(toldSoon).optional(),
      cases: z.number(),
      noticed: z.array(z.number()),
    }),
  ),
  failures: z.array(
    z.object({
      kind: z.string(),
      operation: z.string(),
      case: z.number(),
      /** What else it was, to do that very case again: kinds that come or go give its number to another one. */
      drawn: z.object({ moment: z.number(), seed: z.number(), person: z.boolean() }).optional(),
      said: z.string(),
      wrong: z.array(z.string()),
      /** What became of it when it was run again (`--again`) and struck; the newest last. */
      again: z.array(z.object({ begun: z.iso.datetime(), commit: z.string(), said: z.string(), wrong: z.array(z.string()) })).default([]),
    }),
  ),
  skipped: z.array(z.object({ id: z.string(), why: z.string() })),
  /** What a whole run lacks, a sentence each. */
  short: z.array(z.string()),
})
export type Report = z.infer<typeof Report>

/** What a run knows when it is over. */
type Finished = Pick<Report, 'seed' | 'long' | 'took' | 'restic' | 'skipped' | 'short'> & {
  readonly kinds: readonly Kind[]
  readonly results: readonly CaseResult[]
}

/** Sums a run up. A case that did not hit is neither passed nor failed, unless something was wrong all the same; what is lacking is a failure each. */
export function reportOf({ kinds, results, ...rest }: Finished): Report {
  const failures = results.filter(({ wrong }) => wrong.length > 0)
  const failed = failures.length + rest.short.length
  return {
    ...rest,
    ...whereAndWhat(),
    begun: new Date(Date.now() - rest.took).toISOString(),
    sums: { passed: results.filter(({ hit, wrong }) => hit && wrong.length === 0).length, failed, skipped: rest.skipped.length },
    kinds: kinds.flatMap(({ id, says, tellsOf }) => {
      const all = results.filter(({ kind }) => kind === id)
      const noticed = all.filter(({ hit }) => hit).map((one) => Math.round(one.noticed))
      return all.length === 0 ? [] : [{ id, says, ...(tellsOf === undefined ? {} : { tellsOf }), cases: all.length, noticed }]
    }),
    failures: failures.map(({ kind, operation, number, moment, seed, person, said, wrong }) => ({
      kind,
      operation,
      case: number,
      drawn: { moment, seed, person },
      said,
      wrong: wrong.map(nowhere),
      again: [],
    })),
  }
}

/** A case that was run again, as its failure takes it down; undefined for one that neither struck nor went wrong, which says nothing. */
export function againOf({ hit, said, took, wrong }: CaseResult): Report['failures'][number]['again'][number] | undefined {
  if (!hit && wrong.length === 0) return undefined
  return { begun: new Date(Date.now() - took).toISOString(), commit: whereAndWhat().commit, said, wrong: wrong.map(nowhere) }
}

/** What went wrong, without what only the machine of the run knows: its folders, and where in the harness an error arose. */
function nowhere(sentence: string): string {
  return sentence
    .replaceAll(/\n\s+at .*/g, '')
    .replaceAll(/\/[^\s'":]*\/vaultkeeper-faults-[^\s'"/:]+/g, '…')
    .replaceAll(`${projectFolder}/`, '')
}

function whereAndWhat(): Pick<Report, 'commit' | 'machine' | 'node'> {
  const git = (...words: string[]) => spawnSync('git', ['-C', projectFolder, ...words], { encoding: 'utf8' }).stdout.trim()
  const changed = git('status', '--porcelain', '--', 'main', 'test') === '' ? '' : ', changed'
  return {
    commit: `${git('rev-parse', '--short', 'HEAD') || 'unknown'}${changed}`,
    machine: `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}`,
    node: process.version,
  }
}
