import { replaceInModule } from '../replace-in-module.ts'

replaceInModule('/main/headless/server/judge-request.ts', 'host === undefined || !ownHosts(port).includes(host)', 'host === undefined')
