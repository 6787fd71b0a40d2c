import type { OtherMachine } from '../../contract/procedures/machines.ts'
import { printable } from '../../contract/words/printable.ts'
import { sayDuration } from '../../engine/health/say-when.ts'
import type { Screen } from './screen.ts'
import { table } from './table.ts'
import { counted, whenInWords } from './words.ts'

/** The other machines, with their last snapshot, what they store, and when their silence is told. */
export function machineTable(machines: readonly OtherMachine[], screen: Screen, now: Date): string[] {
  const rows = machines.map((one) => {
    const { name, machine, newest, snapshots, vaults, repositories, quietSince } = one
    return [
      quietSince === null ? screen.paint('good', '✔') : screen.paint('bad', 'x quiet'),
      printable(name === machine ? name : `${name} (${machine})`),
      whenInWords(new Date(newest), now),
      counted(snapshots, 'snapshot'),
      printable(vaults.map((vault) => vault.name).join(', ')),
      printable(repositories.join(', ')),
      allowedInWords(one),
    ]
  })
  const titles = ['', 'machine', 'last snapshot', '', 'vaults', 'repositories', 'told after']
  return table([titles.map((text) => screen.paint('faint', text)), ...rows])
}

/** A line for each, for where there is more to show than machines. */
export function machineLines(machines: readonly OtherMachine[], screen: Screen, now: Date): string[] {
  return machines.map(({ name, newest, quietSince }) => {
    const sign = quietSince === null ? '' : ` ${screen.paint('bad', 'x quiet')}`
    return `${printable(name)}: last snapshot ${whenInWords(new Date(newest), now)}${sign}`
  })
}

function allowedInWords({ allowed, by }: OtherMachine): string {
  if (allowed === null) return by === 'too-few' ? 'too new to tell' : 'never'
  return `${sayDuration(allowed)}${by === 'learned' ? ', learned' : ''}`
}
