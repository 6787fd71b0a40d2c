import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { FaultBench } from './fault-bench.ts'

/** A configuration as the template wrote it. */
type Written = { readonly vaults: { readonly notes: object }; readonly plans: { readonly daily: object } } & Readonly<
  Record<string, unknown>
>

/** Writes another configuration, made of the one that is there. @returns how to put that one back */
export function changeConfiguration({ home }: Pick<FaultBench, 'home'>, change: (before: Written) => object): () => void {
  const file = path.join(home, 'backup_schedule.json')
  const before = readFileSync(file, 'utf8')
  writeFileSync(file, JSON.stringify(change(JSON.parse(before) as Written), null, 2))
  return () => writeFileSync(file, before)
}
