import { replaceInModule } from '../replace-in-module.ts'

replaceInModule(
  '/main/engine/restore/plan-entry.ts',
  "if (entry.kind === 'special' && !by.special)",
  "if (entry.kind === 'special' && by.special)",
)
