import { replaceInModule } from '../replace-in-module.ts'

replaceInModule('/main/engine/restore/clear-privileges.ts', 'const privileges = 0o6000', 'const privileges = 0')
