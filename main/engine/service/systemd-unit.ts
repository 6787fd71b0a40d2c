import { sealed } from './seal.ts'
import { restartPause, type ServicePlan, serviceName, stopPatience } from './service-plan.ts'

/** Whom the system's own systemd runs a service as, and the folder that has to be mounted before. */
export type SystemAccount = { readonly name: string; readonly home: string }

/** What systemd does not take in the name of a program, however it is quoted, and `$`, which it would read there as it stands. */
const oddInProgram = /[\x00-\x1f\x7f"'\\$]/

/**
 * A unit for systemd. It never gives up (each start tells of what the one before left undone), and says nothing of readiness: Node cannot send to systemd's
 * socket. Only its own process is ended, for systemd would else end everything below it, also what has a session of its own; it then says that it found
 * "left-over" processes, and starts all the same. Limits: no core dump, since restic's would hold the password; polite to everything else on the machine.
 * @param account for a unit of the whole system; without one it is for the systemd of one user
 * @see https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html#Command%20lines
 * @see https://www.freedesktop.org/software/systemd/man/latest/systemd.kill.html
 */
export function systemdUnit({ command, environment, hushed }: ServicePlan, account?: SystemAccount): string {
  const [program = ''] = command
  // A shell takes any name for a program, as long as it is an argument.
  const whole = oddInProgram.test(program) ? ['/bin/sh', '-c', 'exec "$0" "$@"', ...command] : command
  const variables = Object.entries(environment).map(([name, value]) => `Environment=${quoted(`${name}=${value}`)}\n`)
  const text = `[Unit]
Description=${serviceName}: backups by their plans
StartLimitIntervalSec=0
${account === undefined ? '' : order(account)}
[Service]
Type=exec
ExecStart=${whole.map((part) => quoted(part).replaceAll('$', '$$$$')).join(' ')}
${variables.join('')}${hushed ? '# It says an address that lets in whoever reads it.\nStandardOutput=null\n' : ''}Restart=on-failure
RestartSec=${restartPause}
# Agents that it brought back go on when it ends or is started anew. It ends its own restic, or the next start does.
KillMode=process
TimeoutStopSec=${stopPatience}
# A restic that took too much memory is a run that failed, and is told.
OOMPolicy=continue
Nice=10
IOSchedulingClass=idle
LimitCORE=0
UMask=0077
${account === undefined ? '' : confinement(account)}
[Install]
WantedBy=${account === undefined ? 'default.target' : 'multi-user.target'}
`
  return sealed(text, (line) => `# ${line}`)
}

/** After what it needs, so that it ends before that does: a run that is on is ended politely while its repository can still be reached. */
function order({ home }: SystemAccount): string {
  return `Wants=network-online.target
After=network-online.target remote-fs.target
# Otherwise a new, empty home would be made where a disk is not mounted.
RequiresMountsFor=${quoted(home)}
`
}

/**
 * Who it is (a name that quotes would be part of), and what a program that backs up has no business with. Not taken away is what would make it lie or fail: `/tmp`, homes and devices (they are backed up, restored
 * to, and snapshots of volumes are taken by hooks), bits like setuid (restored files have them), memory that is written and run (Node needs it).
 */
function confinement({ name }: SystemAccount): string {
  return `
User=${name.replaceAll('%', '%%')}
# Nothing that it starts, a hook neither, becomes somebody else by sudo or su.
NoNewPrivileges=true
# The system's own programs and settings are read, never written: to restore into them, use the command line.
ProtectSystem=full
ProtectKernelTunables=true
ProtectKernelModules=true
ProtectKernelLogs=true
ProtectControlGroups=true
# Times decide what is due: nothing here sets them.
ProtectClock=true
ProtectHostname=true
LockPersonality=true
RestrictRealtime=true
SystemCallArchitectures=native
# The network, ssh's agent, and asking which networks there are.
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
${name === 'root' ? '' : '# It reads what its account may read.\nCapabilityBoundingSet=\n'}`
}

/** Quoted as in C, with `%`, which stands for something else in units, doubled. */
function quoted(text: string): string {
  const escaped = text
    .replace(/[\\"]/g, '\\$&')
    .replace(/[\x00-\x1f\x7f]/g, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`)
    .replaceAll('%', '%%')
  return `"${escaped}"`
}
