import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** Beats by touching a file, and ends by itself when its program is gone, or after some minutes: no test leaves it behind for long. */
const beating = `import { existsSync, writeFileSync } from 'node:fs'
const beat = () => {
  if (!existsSync('agent.mjs')) process.exit(0)
  writeFileSync('beat', String(Date.now()))
}
beat()
setInterval(beat, 200)
setTimeout(() => process.exit(0), 240_000)
console.log('I live')
`

/** Runs and never beats. */
const silent = `console.log('I cannot find my queue')
setTimeout(() => process.exit(0), 240_000)
`

/** What an agent of a test does. */
export type AgentKind = 'beats' | 'silent'

/** Makes the folder of a small agent: its program, its memory, its skills. */
export function makeAgent(folder: string, kind: AgentKind = 'beats'): void {
  mkdirSync(path.join(folder, 'memory'), { recursive: true })
  mkdirSync(path.join(folder, 'skills'), { recursive: true })
  writeFileSync(path.join(folder, 'agent.mjs'), kind === 'beats' ? beating : silent)
  writeFileSync(path.join(folder, 'memory', 'day.md'), 'What was learnt on Sunday\n')
  writeFileSync(path.join(folder, 'skills', 'plan.md'), 'How to plan\n')
}

/** The same agent as it stands in the configuration; `what` goes before. */
export function agentSettings(folder: string, what: object = {}): object {
  return {
    path: folder,
    start: [process.execPath, 'agent.mjs'],
    heartbeat: { file: 'beat', lateAfter: '1m', deadAfter: '2m' },
    stopWithin: '2s',
    aliveWithin: '30s',
    ...what,
  }
}
