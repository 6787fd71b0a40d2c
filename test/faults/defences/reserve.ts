import { replaceInModule } from '../replace-in-module.ts'

replaceInModule('/main/engine/home/ballast.ts', 'if (!existsSync(home.ballast)) return false', 'if (home.ballast) return false')
