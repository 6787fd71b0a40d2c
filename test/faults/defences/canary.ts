import { replaceInModule } from '../replace-in-module.ts'

replaceInModule('/main/engine/helpers/keychain-helper.ts', 'const canaryNew = !there?.startsWith(canary.words)', 'const canaryNew = false')
