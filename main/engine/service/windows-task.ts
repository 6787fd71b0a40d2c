import { fail } from '../problem-error.ts'
import { sealed } from './seal.ts'
import type { ServicePlan } from './service-plan.ts'
import { xmlText } from './xml.ts'

/**
 * A task for the Windows Task Scheduler, which starts it when this user logs on: only then may it use the keychain. conhost keeps a console window from
 * standing open all day. The scheduler does not look at exit codes: it starts the task again every five minutes, which does nothing while it runs. A task has no variables of its own: Node reads them from a file.
 * @param user `DOMAIN\name`
 * @param environmentFile for `node --env-file`; see {@link environmentFileOf}
 * @see https://learn.microsoft.com/windows/win32/taskschd/task-scheduler-schema
 */
export function windowsTask({ command }: ServicePlan, user: string, environmentFile: string): string {
  const [program = '', ...parameters] = command
  const line = ['--headless', program, `--env-file=${environmentFile}`, ...parameters].map(quoted).join(' ')
  const text = `<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.4" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>Vaultkeeper: backups by their plans</Description>
  </RegistrationInfo>
  <Triggers>
    <LogonTrigger>
      <Repetition>
        <Interval>PT5M</Interval>
      </Repetition>
      <UserId>${xmlText(user)}</UserId>
    </LogonTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <UserId>${xmlText(user)}</UserId>
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <Priority>8</Priority>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>%SystemRoot%\\System32\\conhost.exe</Command>
      <Arguments>${xmlText(line)}</Arguments>
    </Exec>
  </Actions>
</Task>
`
  return sealed(text, (line) => `<!-- ${line} -->`, 1)
}

/**
 * Variables as `node --env-file` reads them. It knows no escapes but `\n` in double quotes, which may stand in a path of Windows. Throws a problem for a
 * value that cannot be quoted.
 */
export function environmentFileOf({ environment }: ServicePlan): string {
  return Object.entries(environment)
    .map(([name, value]) => {
      const quote = ["'", '`'].find((one) => !value.includes(one))
      if (quote === undefined)
        return fail(
          'service-name-odd',
          `${value} holds both kinds of quotes.`,
          'Give the folder another name, or start `vaultkeeper daemon` by other means.',
        )
      return `${name}=${quote}${value}${quote}\n`
    })
    .join('')
}

/** An argument as the C runtime of Windows reads it back. */
function quoted(text: string): string {
  if (/^[^\s"]+$/.test(text)) return text
  return `"${text.replace(/(\\*)"/g, '$1$1\\"').replace(/\\+$/, '$&$&')}"`
}
