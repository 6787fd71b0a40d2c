import { replaceInModule } from '../replace-in-module.ts'

replaceInModule('/main/restic-wrapper/src/process/stop.ts', "      forced = true\n      send('SIGKILL')", '      forced = true')
