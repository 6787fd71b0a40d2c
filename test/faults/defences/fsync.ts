import { replaceInModule } from '../replace-in-module.ts'

replaceInModule('/main/engine/history/history.ts', '    fsyncSync(descriptor)\n', '')
