import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { isAlive, signal } from '../../helpers/cli-processes.ts'
import type { Kind } from '../kind.ts'

/** Vaultkeeper is killed while it changes the configuration, three times. The file is as before or as after, never in between, and nothing half lies beside it. */
export const kind: Kind = {
  id: 'H1',
  says: 'killed while the configuration is written',
  operations: ['backup', 'scheduled', 'copy'],
  weight: 2,
  arm: async (bench, { random }) => {
    const file = path.join(bench.home, 'backup_schedule.json')
    const wrong: string[] = []
    let killed = 0
    for (let turn = 0; turn < 3; turn++) {
      const before = readFileSync(file, 'utf8')
      const running = bench.start([
        'repository',
        'add',
        `place-${turn}`,
        '--type',
        'local',
        '--path',
        path.join(bench.folder, 'fault', `place ${turn}`),
        '--json',
      ])
      await Promise.race([delay(150 + random() * 700), running.ended])
      if (isAlive(running.pid)) {
        signal(running.pid, 'SIGKILL')
        killed += 1
      }
      await running.ended
      const after = readFileSync(file, 'utf8')
      if (after !== before && !isWhole(after, `place-${turn}`)) wrong.push(`H1: the configuration is half: ${after.slice(0, 200)}`)
    }
    return {
      hit: () => killed > 0,
      wrong: ({ code, answer }) => [
        ...wrong,
        ...(code === 0 ? [] : [`H1: ended with ${code}: ${answer?.problem?.sentence}`]),
        ...readdirSync(bench.home)
          .filter((name) => name.endsWith('.tmp'))
          .map((name) => `H1: left behind: ${name}`),
      ],
    }
  },
}

function isWhole(text: string, name: string): boolean {
  try {
    const { repositories, plans } = JSON.parse(text) as { repositories?: object; plans?: object }
    return repositories !== undefined && name in repositories && plans !== undefined
  } catch {
    return false
  }
}
