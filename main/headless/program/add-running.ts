import { type Command, Option } from 'commander'
import type { CommonOptions } from '../command-host.ts'
import type { ComebackOptions } from '../commands/comeback.ts'
import { nonEmpty, nonEmptyName, notEmpty, pauseLength, portNumber } from '../option-values.ts'
import type { Add, Done } from './add-command.ts'

/** The commands that begin with a backup, run the schedule, and tell how it all stands. */
export function addRunning(add: Add, done: Done): void {
  add('init', 'make an encrypted repository without backing anything up; or bring a whole machine back from one: --from', [
    'vaultkeeper init',
    'vaultkeeper init --repository drive',
    'vaultkeeper init --from /mnt/drive/backups',
    'vaultkeeper init --from rest:https://backup.example.org:8000/laptop --vaults all',
    'VAULTKEEPER_PASSWORD=… vaultkeeper init --from s3:https://s3.example.org/bucket/laptop --machine laptop --in file --json',
  ])
    .option('--repository <name>', 'which repository', 'default')
    .option('--from <place>', 'a folder, or the address as restic takes it: brings configuration, history and vaults back', nonEmpty)
    .option('--machine <name>', 'with --from: which machine, where there are several', nonEmptyName)
    .option('--vaults <which>', 'with --from: what to restore at once: all, none, or ids with commas between', nonEmpty)
    .option('--take-over', 'with --from: that machine is gone, or will back up no more')
    .option('--as-it-is', 'leave a return that was cut off as far as it came')
    .option('--mend-place', 'with --from: the repository is here now, whatever the configuration says')
    .addOption(new Option('--in <place>', 'with --from: where to keep the password').choices(['keychain', 'file']).default('keychain'))
    .option('--ca-certificate <file>', 'with --from: PEM file with the authority of the server', nonEmpty)
    .option('--accept-host-key <fingerprint>', 'with --from: this is the host key of the server (SHA256:…)', nonEmpty)
    .option('--secrets-from-stdin', 'with --from: read what the place asks for from standard input: PART=VALUE; password=VALUE')
    .action(
      async (
        { from, asItIs, ...options }: Omit<ComebackOptions, 'from'> & { from?: string; asItIs?: true; repository: string },
        command: Command,
      ) => {
        if (from !== undefined) return done(await (await import('../commands/comeback.ts')).comebackCommand({ ...options, from }))
        if (asItIs) return done(await (await import('../commands/comeback.ts')).leaveCommand(options))
        const { machine, vaults, takeOver, mendPlace } = options
        if ([machine, vaults, takeOver, mendPlace].some((one) => one !== undefined)) command.error('error: that belongs to --from')
        done(await (await import('../commands/init.ts')).initCommand(options))
      },
    )
  add('backup <plan-or-folder>', 'back a plan or a folder up, encrypted, and prove that it can be had back', [
    'vaultkeeper backup ~/Notes',
    'vaultkeeper backup daily',
    'vaultkeeper backup . --json',
  ])
    .option('--no-verify', 'do not read the snapshot back (it then counts as not verified)')
    .action(async (folder: string, options: CommonOptions & { verify: boolean }) =>
      done(await (await import('../commands/backup.ts')).backupCommand(folder, options)),
    )
  add('daemon', 'run the schedule in the foreground: what is due, what changes, what is to be told', [
    'vaultkeeper daemon',
    'vaultkeeper daemon --json',
  ]).action(async (options: CommonOptions) => done(await (await import('../commands/daemon.ts')).daemonCommand(options)))
  add('serve', 'the pages, on this machine alone, and the schedule: prints the address to open', [
    'vaultkeeper serve',
    'vaultkeeper serve --port 8420',
  ])
    .option('--port <number>', 'the port; the one of last time, or any that is free, if left out', portNumber)
    .option('--open', 'open them in the browser, where there is a display')
    .action(async (options: CommonOptions & { port?: number; open?: boolean }) =>
      done(await (await import('../commands/serve.ts')).serveCommand(options)),
    )
  add('pause [plan]', 'run nothing by the schedule for a while; what becomes due is made up once', [
    'vaultkeeper pause --for 1h',
    'vaultkeeper pause --until-tomorrow',
    'vaultkeeper pause daily',
  ])
    .option('--for <duration>', 'how long, such as 1h', pauseLength)
    .addOption(new Option('--until-tomorrow', 'until midnight').conflicts('for'))
    .action(async (plan: string | undefined, options) => done(await (await import('../commands/pause.ts')).pauseCommand(plan, options)))
  add('resume [plan]', 'end a pause', ['vaultkeeper resume']).action(async (plan: string | undefined, options: CommonOptions) =>
    done(await (await import('../commands/pause.ts')).resumeCommand(plan, options)),
  )
  add('status', 'show how every vault stands; exit code 1 when one needs attention', [
    'vaultkeeper status',
    'vaultkeeper status --json',
    'vaultkeeper status --expected',
  ])
    .addOption(
      new Option('--expected [id]', 'this was me: the unusual change is as it should be').argParser(notEmpty).conflicts('restored'),
    )
    .option('--restored [id]', 'the unusual change was not meant, and is put right', notEmpty)
    .action(async (options: CommonOptions & { expected?: string | true; restored?: string | true }) =>
      done(await (await import('../commands/status.ts')).statusCommand(options)),
    )
}
