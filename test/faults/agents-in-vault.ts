import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { processes, signal } from '../helpers/cli-processes.ts'
import type { FaultBench } from './fault-bench.ts'

/** What an agent does once it is started. */
const programs = {
  beats: `setInterval(() => require('node:fs').writeFileSync('beat', String(Date.now())), 100)`,
  deaf: `for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(name, () => undefined)
const child = require('node:child_process').spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)', 'child-of-agent.cjs'], { stdio: 'ignore' })
setInterval(() => require('node:fs').writeFileSync('beat', String(Date.now())), 100)`,
  silent: `console.log('no queue'); setInterval(() => undefined, 1000)`,
  endsAtOnce: `console.log('port taken'); process.exit(0)`,
  crashes: `console.error('it broke'); process.exit(7)`,
  floods: `const line = 'x'.repeat(1000) + '\\n'; setInterval(() => { for (let n = 0; n < 2000; n++) process.stdout.write(line) }, 50)`,
} as const

/** By its name. */
export type AgentProgram = keyof typeof programs

/** Agents in the vault of a case. */
export type Agents = {
  readonly folder: (name: string) => string
  /** What its memory holds: a word for each of its files, of which a backup holds `kept` and the disk has `lost`. */
  readonly memory: (name: string) => string[]
  /** Those processes of them, and of their children, that run now. */
  readonly alive: (name?: string) => number[]
  readonly endAll: () => Promise<void>
}

/** Puts agents into the vault and into the configuration, backs them up by the plan, and has each lose what it remembers. */
export async function putAgents(
  bench: FaultBench,
  agents: Readonly<Record<string, { program: AgentProgram; settings?: object }>>,
): Promise<Agents> {
  const folder = (name: string) => path.join(bench.vault, 'agents', name)
  const files = (name: string) => Array.from({ length: 12 }, (_, number) => path.join(folder(name), 'memory', `${number}.md`))
  const file = path.join(bench.home, 'backup_schedule.json')
  const configuration = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
  const settings = Object.entries(agents).map(([name, one]) => {
    mkdirSync(path.join(folder(name), 'memory'), { recursive: true })
    writeFileSync(path.join(folder(name), `${name}-agent.cjs`), programs[one.program])
    for (const place of files(name)) writeFileSync(place, 'kept')
    return [
      name,
      {
        path: folder(name),
        start: [process.execPath, `${name}-agent.cjs`],
        heartbeat: { file: 'beat', lateAfter: '1s', deadAfter: '2s' },
        stopWithin: '1s',
        aliveWithin: '3s',
        ...one.settings,
      },
    ]
  })
  writeFileSync(file, JSON.stringify({ ...configuration, agents: Object.fromEntries(settings) as object }, null, 2))
  const saved = await bench.json(['backup', 'daily'])
  if (saved.code !== 0) throw new Error(`The agents could not be backed up: ${saved.stdout}${saved.stderr}`)
  for (const name of Object.keys(agents)) for (const place of files(name)) writeFileSync(place, 'lost')
  const alive = (name = '') =>
    processes()
      .filter(({ command }) => command.some((word) => word.endsWith(`${name}-agent.cjs`) || word === 'child-of-agent.cjs'))
      .map(({ pid }) => pid)
  return {
    folder,
    alive,
    memory: (name) => files(name).map((place) => readFileSync(place, 'utf8')),
    endAll: async () => {
      for (let turn = 0; alive().length > 0 && turn < 100; turn++) {
        for (const pid of alive()) signal(pid, 'SIGKILL')
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    },
  }
}
