import { sealed } from './seal.ts'
import { restartPause, type ServicePlan, serviceName, stopPatience } from './service-plan.ts'

/** What systemd does not take in the name of a program, however it is quoted, and `$`, which it would read there as it stands. */
const oddInProgram = /[\x00-\x1f\x7f"'\\$]/

/**
 * A unit for the systemd of one user. Limits: no core dump, since restic's would hold the password; polite to everything else on the machine.
 * @see https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html#Command%20lines
 */
export function systemdUnit({ command, environment }: ServicePlan): string {
  const [program = ''] = command
  // A shell takes any name for a program, as long as it is an argument.
  const whole = oddInProgram.test(program) ? ['/bin/sh', '-c', 'exec "$0" "$@"', ...command] : command
  const variables = Object.entries(environment).map(([name, value]) => `Environment=${quoted(`${name}=${value}`)}\n`)
  const text = `[Unit]
Description=${serviceName}: backups by their plans
StartLimitIntervalSec=0

[Service]
Type=exec
ExecStart=${whole.map((part) => quoted(part).replaceAll('$', '$$$$')).join(' ')}
${variables.join('')}Restart=on-failure
RestartSec=${restartPause}
KillMode=mixed
TimeoutStopSec=${stopPatience}
Nice=10
IOSchedulingClass=idle
LimitCORE=0
UMask=0077

[Install]
WantedBy=default.target
`
  return sealed(text, (line) => `# ${line}`)
}

/** Quoted as in C, with `%`, which stands for something else in units, doubled. */
function quoted(text: string): string {
  const escaped = text
    .replace(/[\\"]/g, '\\$&')
    .replace(/[\x00-\x1f\x7f]/g, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`)
    .replaceAll('%', '%%')
  return `"${escaped}"`
}
