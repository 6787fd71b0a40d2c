import type { CommonOptions } from '../command-host.ts'
import { nonEmptyName, positive, span } from '../option-values.ts'
import { type Add, type Done, inRepository, ofVault, whichRepository } from './add-command.ts'

/** The commands that look after what the repositories hold. */
export function addKeeping(add: Add, done: Done): void {
  add('verify', 'read everything in the repository and compare it', ['vaultkeeper verify', 'vaultkeeper verify --repair'])
    .option('--repair', 'mend a damaged repository as far as that goes')
    .option(...whichRepository)
    .action(async (options: CommonOptions & { repository: string; repair?: boolean }) =>
      done(await (await import('../commands/verify.ts')).verifyCommand(options)),
    )
  add('copy <from> <to>', 'copy what one repository has and another lacks and would keep', [
    'vaultkeeper copy default drive',
    'vaultkeeper copy default drive --dry-run',
    'vaultkeeper copy default drive --plan daily',
  ])
    .option('--plan <plan>', 'only what this plan made', nonEmptyName)
    .option('--vault <vault>', 'only of this vault')
    .option('--dry-run', 'only tell what would be copied')
    .action(async (from: string, to: string, options: CommonOptions & { plan?: string; vault?: string; dryRun?: boolean }) =>
      done(await (await import('../commands/copy.ts')).copyCommand(from, to, options)),
    )
  addPrune(add, done)
  for (const [name, description] of [
    ['pin', 'keep a snapshot whatever the rules of retention say'],
    ['unpin', 'leave a snapshot to the rules of retention again'],
  ] as const)
    add(`${name} <snapshot>`, description, [`vaultkeeper ${name} daily/2026-11-20`, `vaultkeeper ${name} 3f2a91bc`])
      .option(...ofVault)
      .option(...inRepository)
      .action(async (reference: string, options: CommonOptions & { vault?: string; repository?: string }) => {
        const { pinCommand, unpinCommand } = await import('../commands/pin.ts')
        done(await (name === 'pin' ? pinCommand : unpinCommand)(reference, options))
      })
  add('unlock', 'remove locks that a killed program left in the repository', ['vaultkeeper unlock'])
    .option(...whichRepository)
    .action(async (options: CommonOptions & { repository: string }) =>
      done(await (await import('../commands/unlock.ts')).unlockCommand(options)),
    )
  add('index', 'bring the index that answers find, versions and diff up to date; it is never needed to restore', [
    'vaultkeeper index',
    'vaultkeeper index --rebuild',
  ])
    .option(...inRepository)
    .option('--rebuild', 'make it anew from the repository')
    .option('--background', 'let everything else on this machine go first')
    .action(async (options: CommonOptions & { repository?: string; rebuild?: boolean; background?: boolean }) =>
      done(await (await import('../commands/index.ts')).indexCommand(options)),
    )
}

function addPrune(add: Add, done: Done): void {
  const prune = add('prune', 'remove what the retention of the plans does not keep, and free its space', [
    'vaultkeeper prune --dry-run',
    'vaultkeeper prune --plan daily --keep-last 10 --dry-run',
    'vaultkeeper prune --repository drive',
  ])
    .option('--dry-run', 'only tell what would be removed, and why')
    .option('--plan <plan>', 'only by the rules of this plan', nonEmptyName)
    .option(...inRepository)
    .option('--expected', 'what holds retention back was your own doing: go on')
  const units = ['hourly', 'daily', 'weekly', 'monthly', 'yearly']
  for (const unit of ['last', ...units])
    prune.option(
      `--keep-${unit} <number>`,
      unit === 'last' ? 'keep the last so many, for this time' : `keep so many ${unit} ones`,
      positive,
    )
  for (const unit of ['', ...units.map((one) => `-${one}`)])
    prune.option(
      `--keep-within${unit} <span>`,
      `keep ${unit === '' ? 'all' : unit.slice(1)} ones of the last span, such as 14d or 1y6m`,
      span,
    )
  prune.action(async (options: CommonOptions & Record<string, unknown>) => {
    const { pruneCommand } = await import('../commands/prune.ts')
    const rules = Object.entries(options).filter(([name]) => name.startsWith('keep'))
    const keep = Object.fromEntries(rules.map(([name, value]) => [name.charAt(4).toLowerCase() + name.slice(5), value]))
    done(await pruneCommand({ ...options, ...(rules.length === 0 ? {} : { keep }) }))
  })
}
