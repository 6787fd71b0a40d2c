import { replaceInModule } from '../replace-in-module.ts'

replaceInModule(
  '/main/engine/retention/retention-freeze.ts',
  '  if (!clock.believed)\n    freezes.push(',
  '  if (!clock.believed && sleeping)\n    freezes.push(',
)
