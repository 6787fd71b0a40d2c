import { exitCode } from '../../contract/exit-code.ts'
import { type Status, status, type VaultState } from '../../engine/status.ts'
import { type CommonOptions, withEngine } from '../command-host.ts'
import { printable } from '../terminal/printable.ts'
import type { Screen } from '../terminal/screen.ts'
import { table } from '../terminal/table.ts'
import { bytesInWords, counted, whenInWords } from '../terminal/words.ts'

const states: Record<VaultState, { sign: string; style: 'good' | 'attention' | 'bad' }> = {
  protected: { sign: '✔ protected', style: 'good' },
  running: { sign: '… running', style: 'attention' },
  warning: { sign: '! warning', style: 'attention' },
  'not-verified': { sign: 'x not verified', style: 'bad' },
  failed: { sign: 'x failed', style: 'bad' },
}

/** `vaultkeeper status`: exit code 1 when something needs a person. */
export function statusCommand(options: CommonOptions): Promise<number> {
  return withEngine(options, async ({ engine, screen }) => {
    const found = await status(engine.core)
    const code = found.attention ? exitCode.failed : exitCode.done
    if (screen.json) screen.emit({ command: 'status', exitCode: code, ...found })
    else for (const line of describeStatus(found, screen, engine.core.ports.clock.now())) screen.say(line)
    return code
  })
}

/** The table and the sentences below it. */
export function describeStatus(found: Status, screen: Screen, now: Date): string[] {
  if (found.vaults.length === 0) return ['Nothing is backed up yet.', '  Begin with: vaultkeeper backup FOLDER']
  const rows = found.vaults.map(({ name, state, lastGood }) => {
    const { sign, style } = states[state]
    return [
      screen.paint(style, sign),
      printable(name),
      lastGood ? whenInWords(new Date(lastGood.time), now) : 'never',
      lastGood ? `${counted(lastGood.files, 'file')}, ${bytesInWords(lastGood.bytes)}` : '',
    ]
  })
  const lines = table([['', 'vault', 'last verified backup', ''].map((text) => screen.paint('faint', text)), ...rows])
  for (const vault of found.vaults) {
    if (vault.problem !== null)
      lines.push(
        `${screen.paint(states[vault.state].style, vault.state === 'warning' ? '!' : 'x')} ${printable(vault.name)}: ${printable(vault.problem.sentence)}`,
        `  ${printable(vault.problem.remedy)}`,
      )
    for (const warning of vault.warnings.slice(0, 5))
      lines.push(`${screen.paint('attention', '!')} ${printable(vault.name)}: ${printable(warning)}`)
  }
  const { repository } = found
  if (repository !== null) {
    lines.push(`${counted(repository.snapshots, 'snapshot')} in ${printable(repository.location)}, on this disk only`)
    if (repository.vanished > 0)
      lines.push(
        `${screen.paint('bad', 'x')} ${counted(repository.vanished, 'snapshot')} vanished from it without Vaultkeeper's doing: vaultkeeper snapshots`,
      )
    if (repository.damagedSince !== null)
      lines.push(
        `${screen.paint('bad', 'x')} The repository is damaged (found ${whenInWords(new Date(repository.damagedSince), now)}): vaultkeeper verify --repair`,
      )
  }
  if (found.doing !== null) lines.push(`Now: ${printable(found.doing)}`)
  return lines
}
