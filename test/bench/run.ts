// What Vaultkeeper costs beside others, part by part. Usage: npm run bench [-- --only peers,start] [--report]
// --report puts what was measured into assets/bench; else it is printed only. --soak is --only soak, a day of schedules in 24 minutes.
// How much: --files 2000 --rounds 1 --mebibytes 256 --minutes 1 --agents 200 --patience 60
import { commandLine } from '../helpers/command-line.ts'
import { describeMachine } from './machine.ts'
import type { Amount, Part } from './part.ts'
import { benchPrograms } from './programs.ts'
import { asMarkdown, keepInReport, measuredNow } from './report.ts'

/** In the order of the report. Loaded when they are measured: some bring a browser along. */
const parts: Record<string, () => Promise<Part>> = {
  peers: async () => (await import('./race-parts.ts')).peersPart,
  large: async () => (await import('./race-parts.ts')).largePart,
  million: async () => (await import('./race-parts.ts')).millionPart,
  growth: async () => (await import('./growth-part.ts')).growthPart,
  start: async () => (await import('./start-part.ts')).startPart,
  idle: async () => (await import('./idle-part.ts')).idlePart,
  index: async () => (await import('./index-part.ts')).indexPart,
  pages: async () => (await import('./pages-part.ts')).pagesPart,
  tray: async () => (await import('./tray-part.ts')).trayPart,
  servers: async () => (await import('./servers-part.ts')).serversPart,
  soak: async () => (await import('./soak-part.ts')).soakPart,
}
/** Without being asked for: what takes 24 minutes is not among them. */
const usual = Object.keys(parts).filter((name) => name !== 'soak')

const values = commandLine(import.meta.filename, {
  only: { type: 'string' },
  soak: { type: 'boolean', default: false },
  report: { type: 'boolean', default: false },
  files: { type: 'string' },
  rounds: { type: 'string' },
  mebibytes: { type: 'string' },
  minutes: { type: 'string' },
  agents: { type: 'string' },
  patience: { type: 'string' },
})
const number = (text: string | undefined) => (text === undefined ? undefined : Number(text))
const amount: Amount = {
  files: number(values.files),
  rounds: number(values.rounds),
  mebibytes: number(values.mebibytes),
  minutes: number(values.minutes),
  agents: number(values.agents),
  patience: number(values.patience),
}
const wanted = values.soak ? ['soak'] : (values.only?.split(',') ?? usual)
const unknown = wanted.filter((name) => parts[name] === undefined)
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(', ')}. Parts are: ${Object.keys(parts).join(', ')}.`)
  process.exit(2)
}

const programs = await benchPrograms()
const machine = describeMachine(programs.restic)
for (const name of wanted) {
  const part = await parts[name]?.()
  if (part === undefined) continue
  const begun = performance.now()
  const measured = measuredNow(part, await part.measure(programs, amount), machine, begun)
  console.log(`\n${asMarkdown(name, measured)}`)
  if (measured.missed.length > 0) process.exitCode = 1
  // Part by part, so that a cut does not lose all.
  if (values.report) keepInReport(name, measured, Object.keys(parts))
}
process.exit()
