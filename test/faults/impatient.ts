// Loaded into the program by a kind of fault: it gives a server up after 3 s, and not after 15 s at the door and 5 min inside.
import { replaceInModule } from './replace-in-module.ts'

const given = 'log: (text) => log(redactor.redact(text)),\n      randomBytes,'
replaceInModule('/main/headless/command-host.ts', given, `${given}\n      outagePatience: 3_000,`)
