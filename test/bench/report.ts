import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { z } from 'zod'
import { project } from '../../main/build/project.ts'
import type { Finding, Part, Table } from './part.ts'

/** What a part found, when and where. */
const measured = z.object({
  says: z.string(),
  at: z.string(),
  minutes: z.number(),
  machine: z.record(z.string(), z.string()),
  of: z.string(),
  tables: z.array(z.object({ title: z.string(), columns: z.array(z.string()), rows: z.array(z.array(z.string())) })),
  missed: z.array(z.string()),
  notes: z.array(z.string()),
  numbers: z.unknown().optional(),
})
export type Measured = z.infer<typeof measured>
const kept = z.object({ parts: z.record(z.string(), measured) })

const folder = join(project, 'assets', 'bench')

/** A finding with its time and machine. */
export function measuredNow(part: Part, finding: Finding, machine: Record<string, string>, begun: number): Measured {
  const tables = finding.tables.map(({ title, columns, rows }) => ({ title, columns: [...columns], rows: rows.map((row) => [...row]) }))
  return {
    says: part.says,
    at: new Date().toISOString(),
    minutes: Math.round((performance.now() - begun) / 6_000) / 10,
    machine,
    of: finding.of,
    tables,
    missed: [...finding.missed],
    notes: [...(finding.notes ?? [])],
    numbers: finding.numbers,
  }
}

/** Puts a part into the report beside the others, in the place of what it said before. @param order the names of all parts, as they are to stand */
export function keepInReport(name: string, one: Measured, order: readonly string[]): void {
  const file = join(folder, 'latest.json')
  const before = existsSync(file) ? kept.parse(JSON.parse(readFileSync(file, 'utf8'))).parts : {}
  const all: Record<string, Measured> = { ...before, [name]: one }
  const parts = Object.fromEntries(order.flatMap((each) => (all[each] === undefined ? [] : [[each, all[each]]])))
  mkdirSync(folder, { recursive: true })
  writeFileAtomic.sync(file, `${JSON.stringify({ parts }, null, 1)}\n`)
  writeFileAtomic.sync(join(folder, 'latest.md'), reportOf(parts))
}

/** The whole report as Markdown; what is missed stands first. */
function reportOf(parts: Record<string, Measured>): string {
  const missed = Object.entries(parts).flatMap(([name, { missed }]) => missed.map((line) => `- *${name}*: ${line}`))
  return [
    '# What it costs, and how soon it is there',
    'Made by `npm run bench -- --report`; the same numbers, round by round, are in `latest.json`. Each part has been measured by itself, at the time that it tells.',
    `## Missed\n\n${missed.length === 0 ? 'Nothing that was promised.' : missed.join('\n')}`,
    ...Object.entries(parts).map(([name, part]) => asMarkdown(name, part, parts)),
    '',
  ].join('\n\n')
}

/** One part, for the report and to be printed. The machine is told once, where the part before ran on the same. */
export function asMarkdown(name: string, part: Measured, parts: Record<string, Measured> = {}): string {
  const all = Object.keys(parts)
  const before = parts[all[all.indexOf(name) - 1] ?? '']
  const machine = JSON.stringify(before?.machine) === JSON.stringify(part.machine) ? [] : [tableAsMarkdown(machineAs(part.machine))]
  return [
    `## ${part.says} (\`${name}\`)`,
    `${part.of} ${part.at.slice(0, 16).replace('T', ' ')} UTC, ${part.minutes} min.`,
    ...machine,
    ...part.tables.map(tableAsMarkdown),
    ...part.notes,
    ...(part.missed.length === 0 ? [] : [`**Missed:**\n\n${part.missed.map((line) => `- ${line}`).join('\n')}`]),
  ].join('\n\n')
}

function machineAs(machine: Record<string, string>): Table {
  return { title: 'The machine', columns: ['', ''], rows: Object.entries(machine) }
}

function tableAsMarkdown({ title, columns, rows }: Table): string {
  const row = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [`**${title}**`, '', row(columns), row(columns.map(() => '---')), ...rows.map(row)].join('\n')
}
