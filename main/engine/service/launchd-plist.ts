import { sealed } from './seal.ts'
import { restartPause, type ServicePlan, serviceName, stopPatience } from './service-plan.ts'
import { xmlText } from './xml.ts'

/**
 * An agent for macOS' launchd, which starts it when this user logs in. When it ends, launchd ends what is left of its process group; the agents that it brought back have
 * groups of their own, and go on. @see `man launchd.plist`, AbandonProcessGroup
 */
export function launchdPlist({ command, environment }: ServicePlan, logFile: string): string {
  const string = (text: string) => `<string>${xmlText(text)}</string>`
  const variables = Object.entries(environment).map(([name, value]) => `    <key>${xmlText(name)}</key>\n    ${string(value)}\n`)
  const text = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  ${string(serviceName)}
  <key>ProgramArguments</key>
  <array>
${command.map((part) => `    ${string(part)}\n`).join('')}  </array>
  <key>EnvironmentVariables</key>
  <dict>
${variables.join('')}  </dict>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <dict>
    <key>SuccessfulExit</key>
    <false/>
  </dict>
  <key>ThrottleInterval</key>
  <integer>${restartPause}</integer>
  <key>ExitTimeOut</key>
  <integer>${stopPatience}</integer>
  <key>ProcessType</key>
  <string>Background</string>
  <key>LowPriorityIO</key>
  <true/>
  <key>Nice</key>
  <integer>10</integer>
  <key>HardResourceLimits</key>
  <dict>
    <key>Core</key>
    <integer>0</integer>
  </dict>
  <key>Umask</key>
  <integer>63</integer>
  <key>StandardOutPath</key>
  ${string(logFile)}
  <key>StandardErrorPath</key>
  ${string(logFile)}
</dict>
</plist>
`
  return sealed(text, (line) => `<!-- ${line} -->`, 2)
}
