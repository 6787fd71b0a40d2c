import { replaceInModule } from '../replace-in-module.ts'

replaceInModule(
  '/main/engine/restore/link-guard.ts',
  "if (process.platform !== 'linux' || folder === '/'",
  "if (process.platform === 'linux' || folder === '/'",
)
