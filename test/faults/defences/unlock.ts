import { replaceInModule } from '../replace-in-module.ts'

replaceInModule(
  '/main/engine/repositories/stale-locks.ts',
  `  if (ids.length === unreadable.length || kept.length > 0) return { removed: lost.removed, ...report }
  const renumbered = opened.inside.removeLocks(reused)
  if (renumbered === ids.length) {
    await core.record({ event: 'lock.removed', repository: opened.name, why: \`\${renumbered} left by processes that are gone\` })
    return { removed: renumbered, ...report }
  }
  const outcome = await opened.restic.unlock(opened.target, {}, `,
  `  if (ids.length === 0) return { removed: 0, ...report }
  const renumbered = opened.inside.removeLocks(reused)
  const outcome = await opened.restic.unlock(opened.target, { removeAll: true }, `,
)
