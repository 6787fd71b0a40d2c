import { Command, CommanderError, Option } from 'commander'
import about from '../../package.json' with { type: 'json' }
import { exitCode } from '../contract/exit-code.ts'
import { overwritePolicies } from '../contract/overwrite-policy.ts'
import { isDamage } from '../engine/index/index-file.ts'
import { ProblemError } from '../engine/problem-error.ts'
import { addAgents } from './agent-commands.ts'
import type { CommonOptions } from './command-host.ts'
import type { ComebackOptions } from './commands/comeback.ts'
import type { GitOptions } from './commands/git.ts'
import type { KitOptions } from './commands/kit.ts'
import { addLooking } from './looking-commands.ts'
import { nonEmpty, nonEmptyName, pauseLength, portNumber, positive, span } from './option-values.ts'
import { addRepository } from './repository-commands.ts'
import { showProblem } from './show-ending.ts'
import { createScreen } from './terminal/screen.ts'

/** Runs one command line. @returns the exit code; never throws. */
export async function main(parameters: readonly string[]): Promise<number> {
  let code: number = exitCode.done
  const program = describe((result) => {
    code = result
  })
  try {
    await program.parseAsync([...parameters], { from: 'user' })
    return code
  } catch (error) {
    const json = parameters.includes('--json')
    if (error instanceof CommanderError) return reportUsage(error, json)
    return report(error, json, parameters.includes('--debug'))
  }
}

/** What was wrong with the command line is told by commander already, to people. */
function reportUsage({ exitCode: code, message }: CommanderError, json: boolean): number {
  if (code === 0) return exitCode.done
  const problem = { code: 'usage', sentence: message.replace(/^error: /, ''), remedy: 'See how it is used with: vaultkeeper --help' }
  if (json) createScreen(true).emit({ verdict: 'failed', exitCode: exitCode.usage, problem })
  return exitCode.usage
}

/** What goes wrong before there is a run to record it (the home cannot be used), or in spite of one. */
function report(error: unknown, json: boolean, debug: boolean): number {
  const screen = createScreen(json)
  const cancelled = error instanceof Error && error.name === 'CancelledError'
  const problem =
    error instanceof ProblemError
      ? error.problem
      : cancelled
        ? { code: 'cancelled', sentence: 'Cancelled.', remedy: 'Run it again when it suits.' }
        : isDamage(error)
          ? {
              code: 'index-damaged',
              sentence: 'The index of the snapshots is damaged.',
              remedy: 'Make it anew with: vaultkeeper index --rebuild',
            }
          : {
              code: 'unexpected',
              sentence: `Something went wrong that Vaultkeeper did not expect: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`,
              remedy: 'Try again; if it stays, run it with --debug and tell us.',
            }
  const code = cancelled ? exitCode.cancelled : exitCode.failed
  if (json) screen.emit({ verdict: cancelled ? 'cancelled' : 'failed', exitCode: code, problem })
  else showProblem(screen, problem)
  if (debug && error instanceof Error) process.stderr.write(`${error.stack}\n`)
  return code
}

function describe(done: (code: number) => void): Command {
  const program = new Command('vaultkeeper')
    .description('Backups of your folders that prove they can be had back.')
    .version(about.version)
    .exitOverride()
    .showHelpAfterError('(see --help)')
    .addHelpText(
      'after',
      `\nExit codes: 0 done, 1 failed, 2 usage, 3 done with warnings, 4 not verified, 5 skipped, 130 cancelled.\n\nExamples:\n  vaultkeeper backup ~/Notes\n  vaultkeeper status\n  vaultkeeper restore latest --to ~/Notes-restored`,
    )
  const add = (usage: string, description: string, examples: string[]) =>
    program
      .command(usage)
      .description(description)
      .option('--json', 'print one JSON object instead of text')
      .option('--debug', 'tell on standard error what is done (never a secret)')
      .exitOverride()
      .showHelpAfterError('(see --help)')
      .addHelpText('after', `\nExamples:\n${examples.map((line) => `  ${line}`).join('\n')}`)

  const whichRepository = ['--repository <name>', 'which repository', 'default'] as const
  const inRepository = ['--repository <name>', 'only in this repository'] as const
  addInit(add, done)
  add('backup <plan-or-folder>', 'back a plan or a folder up, encrypted, and prove that it can be had back', [
    'vaultkeeper backup ~/Notes',
    'vaultkeeper backup daily',
    'vaultkeeper backup . --json',
  ])
    .option('--no-verify', 'do not read the snapshot back (it then counts as not verified)')
    .action(async (folder: string, options: CommonOptions & { verify: boolean }) =>
      done(await (await import('./commands/backup.ts')).backupCommand(folder, options)),
    )
  add('daemon', 'run the schedule in the foreground: what is due, what changes, what is to be told', [
    'vaultkeeper daemon',
    'vaultkeeper daemon --json',
  ]).action(async (options: CommonOptions) => done(await (await import('./commands/daemon.ts')).daemonCommand(options)))
  add('serve', 'the pages, on this machine alone, and the schedule: prints the address to open', [
    'vaultkeeper serve',
    'vaultkeeper serve --port 8420',
  ])
    .option('--port <number>', 'the port; the one of last time, or any that is free, if left out', portNumber)
    .option('--open', 'open them in the browser, where there is a display')
    .action(async (options: CommonOptions & { port?: number; open?: boolean }) =>
      done(await (await import('./commands/serve.ts')).serveCommand(options)),
    )
  add('pause [plan]', 'run nothing by the schedule for a while; what becomes due is made up once', [
    'vaultkeeper pause --for 1h',
    'vaultkeeper pause --until-tomorrow',
    'vaultkeeper pause daily',
  ])
    .option('--for <duration>', 'how long, such as 1h', pauseLength)
    .option('--until-tomorrow', 'until midnight')
    .action(async (plan: string | undefined, options) => done(await (await import('./commands/pause.ts')).pauseCommand(plan, options)))
  add('resume [plan]', 'end a pause', ['vaultkeeper resume']).action(async (plan: string | undefined, options: CommonOptions) =>
    done(await (await import('./commands/pause.ts')).resumeCommand(plan, options)),
  )
  add('status', 'show how every vault stands; exit code 1 when one needs attention', [
    'vaultkeeper status',
    'vaultkeeper status --json',
    'vaultkeeper status --expected',
  ])
    .addOption(new Option('--expected [id]', 'this was me: the unusual change is as it should be').conflicts('restored'))
    .option('--restored [id]', 'the unusual change was not meant, and is put right')
    .action(async (options: CommonOptions & { expected?: string | true; restored?: string | true }) =>
      done(await (await import('./commands/status.ts')).statusCommand(options)),
    )
  add('changes [id]', 'list what waits for your approval, or show one change line by line', [
    'vaultkeeper changes',
    'vaultkeeper changes 3f2a91bc',
    'vaultkeeper changes --all',
  ])
    .option('--all', 'those that were decided too: who, when, by which hash')
    .action(async (id: string | undefined, options: CommonOptions & { all?: boolean }) =>
      done(await (await import('./commands/changes.ts')).changesCommand(id, options)),
    )
  const decidedBy = ['--by <name>', 'who decides; you on this machine, if left out', nonEmptyName] as const
  add('approve [id...]', 'approve changes: later ones are compared with them', [
    'vaultkeeper approve 3f2a91bc',
    'vaultkeeper approve --all --by "Ada"',
  ])
    .option('--all', 'all that wait')
    .option(...decidedBy)
    .action(async (ids: string[], options: CommonOptions & { all?: boolean; by?: string }, command: Command) => {
      if ((ids.length === 0) === (options.all !== true)) command.error('error: name the changes to approve, or say --all')
      done(await (await import('./commands/changes.ts')).approveCommand(ids, options))
    })
  add('revert <id>', 'take a change back: a safety snapshot first, then the approved content', ['vaultkeeper revert 3f2a91bc'])
    .option(...decidedBy)
    .action(async (id: string, options: CommonOptions & { by?: string }) =>
      done(await (await import('./commands/changes.ts')).revertCommand(id, options)),
    )
  addAgents(add, done)
  addLooking(add, done)
  add('index', 'bring the index that answers find, versions and diff up to date; it is never needed to restore', [
    'vaultkeeper index',
    'vaultkeeper index --rebuild',
  ])
    .option(...inRepository)
    .option('--rebuild', 'make it anew from the repository')
    .option('--background', 'let everything else on this machine go first')
    .action(async (options: CommonOptions & { repository?: string; rebuild?: boolean; background?: boolean }) =>
      done(await (await import('./commands/index.ts')).indexCommand(options)),
    )
  add('restore [snapshot[:path]...]', 'bring a snapshot, or files and folders of it, back into a folder', [
    'vaultkeeper restore latest --to ~/Notes-restored',
    'vaultkeeper restore latest:ideas.md --to ~/Desktop --overwrite keep-both',
    'vaultkeeper restore latest:ideas.md latest:work --in-place --overwrite always --dry-run',
    'vaultkeeper restore manual/2026-11-21-071502 --to /mnt/new',
  ])
    .option('--to <folder>', 'where to', nonEmpty)
    .option('--in-place', 'to where it was: the folder of the vault, each path to its place there')
    .addOption(new Option('--overwrite <policy>', 'what to do with files that are there').choices([...overwritePolicies]))
    .option('--dry-run', 'only tell what would be done')
    .option('--finish <run>', 'finish a restore that was cut off, as it was asked for then', nonEmptyName)
    .option('--special', 'also devices, FIFOs, and setuid and setgid bits')
    .option('--vault <vault>', 'which vault "latest" or a label is of')
    .option(...inRepository)
    .option('--no-verify', 'do not read again what was written (it then counts as not verified)')
    .option('--no-undo', 'do not save first what may be overwritten (it then cannot be taken back)')
    .action(async (references: string[], options, command: Command) => {
      if (options.finish !== undefined) {
        if (references.length > 0 || options.to !== undefined || options.inPlace || options.overwrite !== undefined || options.dryRun)
          command.error('error: --finish goes on as it was asked for then, so it takes no snapshot, folder or policy')
        done(await (await import('./commands/restore.ts')).finishCommand(options.finish, options))
        return
      }
      if (references.length === 0) command.error("error: missing required argument 'snapshot[:path]'")
      if ((options.to === undefined) === (options.inPlace !== true))
        command.error('error: say where to: either --to <folder> or --in-place')
      done(await (await import('./commands/restore.ts')).restoreCommand(references, options))
    })
  add('undo [run]', 'take a restore back: what it overwrote is put back, what it added is removed', [
    'vaultkeeper undo --dry-run',
    'vaultkeeper undo',
    'vaultkeeper undo --list',
  ])
    .option('--list', 'which restores can be taken back')
    .option('--dry-run', 'only tell what would be done')
    .action(async (run: string | undefined, options: CommonOptions & { list?: boolean; dryRun?: boolean }) =>
      done(await (await import('./commands/undo.ts')).undoCommand(run, options)),
    )
  add('verify', 'read everything in the repository and compare it', ['vaultkeeper verify', 'vaultkeeper verify --repair'])
    .option('--repair', 'mend a damaged repository as far as that goes')
    .option(...whichRepository)
    .action(async (options: CommonOptions & { repository: string; repair?: boolean }) =>
      done(await (await import('./commands/verify.ts')).verifyCommand(options)),
    )
  add('drill [vault]', 'restore a vault on trial, compare what came back, throw it away; exit code 1 when not all of it comes back', [
    'vaultkeeper drill',
    'vaultkeeper drill Notes',
    'vaultkeeper drill Notes --repository drive --full',
  ])
    .option(...inRepository)
    .option('--full', 'all of it, however large (else a part by turns, above "drillUpTo" in the configuration)')
    .action(async (vault: string | undefined, options: CommonOptions & { repository?: string; full?: boolean }) =>
      done(await (await import('./commands/drill.ts')).drillCommand(vault, options)),
    )
  add('copy <from> <to>', 'copy what one repository has and another lacks and would keep', [
    'vaultkeeper copy default drive',
    'vaultkeeper copy default drive --dry-run',
    'vaultkeeper copy default drive --plan daily',
  ])
    .option('--plan <plan>', 'only what this plan made', nonEmptyName)
    .option('--vault <vault>', 'only of this vault')
    .option('--dry-run', 'only tell what would be copied')
    .action(async (from: string, to: string, options: CommonOptions & { plan?: string; vault?: string; dryRun?: boolean }) =>
      done(await (await import('./commands/copy.ts')).copyCommand(from, to, options)),
    )
  add('git [vault]', 'whether everything is committed and on its remotes; a lost branch is had back from a snapshot', [
    'vaultkeeper git',
    'vaultkeeper git notes --push',
    'vaultkeeper git ~/Notes --json',
    'vaultkeeper git notes --bring-back main     # the remote, or this clone, lost what it was',
    'vaultkeeper git notes --accept old-draft    # it was deleted or rewritten on purpose',
    'vaultkeeper git --staged                    # in a pre-commit hook: no secret with the next commit',
    'vaultkeeper git notes --complete-example    # the names of variables that .env.example lacks',
  ])
    .addOption(new Option('--push', 'push what the remotes lack first, never by force').conflicts(['bringBack', 'accept']))
    .addOption(new Option('--bring-back <branch>', 'have a branch back, beside what is there now').conflicts('accept'))
    .option('--accept <branch>', 'what became of this branch on its remote was meant')
    .option('--remote <name>', 'only at this remote; with --bring-back or --accept', nonEmptyName)
    .addOption(
      new Option('--staged', 'only whether what is staged holds a secret, in any repository').conflicts([
        ...['push', 'bringBack', 'accept', 'completeExample'],
      ]),
    )
    .addOption(
      new Option('--complete-example', 'write names of variables that are used into .env.example').conflicts([
        'push',
        'bringBack',
        'accept',
      ]),
    )
    .addHelpText('after', gitExitCodes)
    .action(async (vault: string | undefined, options: GitOptions & { staged?: boolean; completeExample?: boolean }, command: Command) => {
      if (options.staged) return done(await (await import('./commands/git-staged.ts')).gitStagedCommand(vault, options))
      if (options.completeExample)
        return done(await (await import('./commands/complete-example.ts')).completeExampleCommand(vault, options))
      if (vault === undefined && (options.bringBack ?? options.accept) !== undefined) command.error('error: name the vault')
      done(await (await import('./commands/git.ts')).gitCommand(vault, options))
    })
  add('history', 'show what happened', ['vaultkeeper history', 'vaultkeeper history --verify'])
    .option('--verify', 'check that nobody changed the history')
    .option('--most <number>', 'how many runs', positive, 20)
    .action(async (options) => done(await (await import('./commands/history.ts')).historyCommand(options)))
  add('unlock', 'remove locks that a killed program left in the repository', ['vaultkeeper unlock'])
    .option(...whichRepository)
    .action(async (options: CommonOptions & { repository: string }) =>
      done(await (await import('./commands/unlock.ts')).unlockCommand(options)),
    )
  add('notify-test [carrier]', 'send a test message over one carrier of news, or over all; exit code 1 when one does not arrive', [
    'vaultkeeper notify-test',
    'vaultkeeper notify-test email',
  ]).action(async (carrier: string | undefined, options: CommonOptions) =>
    done(await (await import('./commands/notify-test.ts')).notifyTestCommand(carrier, options)),
  )
  add('doctor', 'look at everything that a backup needs', ['vaultkeeper doctor']).action(async (options: CommonOptions) =>
    done(await (await import('./commands/doctor.ts')).doctorCommand(options)),
  )
  for (const [name, description] of [
    ['pin', 'keep a snapshot whatever the rules of retention say'],
    ['unpin', 'leave a snapshot to the rules of retention again'],
  ] as const)
    add(`${name} <snapshot>`, description, [`vaultkeeper ${name} daily/2026-11-20`, `vaultkeeper ${name} 3f2a91bc`])
      .option('--vault <vault>', 'which vault "latest" or a label is of')
      .option(...inRepository)
      .action(async (reference: string, options: CommonOptions & { vault?: string; repository?: string }) => {
        const { pinCommand, unpinCommand } = await import('./commands/pin.ts')
        done(await (name === 'pin' ? pinCommand : unpinCommand)(reference, options))
      })
  add('kit', 'print the emergency kit: all that is needed to get everything back with restic alone, but for the password', [
    'vaultkeeper kit',
    'vaultkeeper kit --repository drive --with-password',
    'vaultkeeper kit --html emergency-kit.html',
    'vaultkeeper kit --check',
  ])
    .option(...whichRepository)
    .addOption(new Option('--with-password', 'the password, too; on a terminal only').conflicts('json'))
    .addOption(new Option('--with-log-in', 'the password, and what the server asks for').conflicts('json').implies({ withPassword: true }))
    .addOption(new Option('--html <file>', 'save it as a page to print, which only you can read').conflicts('json'))
    .addOption(new Option('--qr', 'draw its codes as well, to be scanned from the screen').conflicts('json'))
    .addOption(
      new Option('--check', 'ask for the end of the password, to see that you have your kit; exit code 1 when it is wrong').conflicts([
        'withPassword',
        'withLogIn',
        'html',
        'qr',
      ]),
    )
    .action(async (options: KitOptions) => done(await (await import('./commands/kit.ts')).kitCommand(options)))
  add(
    'recovery-doc [vault]',
    'how the recovery documents stand that say in each vault how to get everything back; exit code 1 when one is not current',
    ['vaultkeeper recovery-doc', 'vaultkeeper recovery-doc notes --write', 'vaultkeeper recovery-doc notes --stdout'],
  )
    .option('--write', 'bring them up to date')
    .addOption(new Option('--stdout', 'print the document of one vault instead').conflicts(['json', 'write']))
    .action(async (vault: string | undefined, options: CommonOptions & { write?: boolean; stdout?: boolean }) =>
      done(await (await import('./commands/recovery-doc.ts')).recoveryDocCommand(vault, options)),
    )
  addPrune(add, done)
  addSecret(add, done)
  addConfig(add, done)
  addService(add, done)
  addRepository(add, done)
  return program
}

const gitExitCodes = `
Exit codes of git: 0 everything is committed and on every remote; else the gravest of what was found:
  10 not pushed yet       11 branch never pushed     12 remote has more       13 gone apart
  14 remote rewritten     15 branch deleted there    16 no remote             17 remote gone
  18 remote unknown       19 no credentials          20 ssh host unknown      21 offline
  22 no answer            23 remote failed           24 cannot be told        25 files not committed
  26 no branch            27 nothing committed       28 shallow clone         29 lock file left
  30 other user's         31 damaged                 32 no repository         33 git missing, 34 too old
  35 one in it not looked at, for its configuration would start programs
  40 a secret in its set-up, or staged               41 its set-up needs something`

function addPrune(add: (usage: string, description: string, examples: string[]) => Command, done: (code: number) => void): void {
  const prune = add('prune', 'remove what the retention of the plans does not keep, and free its space', [
    'vaultkeeper prune --dry-run',
    'vaultkeeper prune --plan daily --keep-last 10 --dry-run',
    'vaultkeeper prune --repository drive',
  ])
    .option('--dry-run', 'only tell what would be removed, and why')
    .option('--plan <plan>', 'only by the rules of this plan', nonEmptyName)
    .option('--repository <name>', 'only in this repository')
    .option('--expected', 'what holds retention back was your own doing: go on')
  const units = ['hourly', 'daily', 'weekly', 'monthly', 'yearly']
  for (const unit of ['last', ...units])
    prune.option(
      `--keep-${unit} <number>`,
      unit === 'last' ? 'keep the last so many, for this time' : `keep so many ${unit} ones`,
      positive,
    )
  for (const unit of ['', ...units.map((one) => `-${one}`)])
    prune.option(
      `--keep-within${unit} <span>`,
      `keep ${unit === '' ? 'all' : unit.slice(1)} ones of the last span, such as 14d or 1y6m`,
      span,
    )
  prune.action(async (options: CommonOptions & Record<string, unknown>) => {
    const { pruneCommand } = await import('./commands/prune.ts')
    const rules = Object.entries(options).filter(([name]) => name.startsWith('keep'))
    const keep = Object.fromEntries(rules.map(([name, value]) => [name.charAt(4).toLowerCase() + name.slice(5), value]))
    done(await pruneCommand({ ...options, ...(rules.length === 0 ? {} : { keep }) }))
  })
}

function addInit(add: (usage: string, description: string, examples: string[]) => Command, done: (code: number) => void): void {
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
    .option('--mend-place', 'with --from: the repository is here now, whatever the configuration says')
    .addOption(new Option('--in <place>', 'with --from: where to keep the password').choices(['keychain', 'file']).default('keychain'))
    .option('--ca-certificate <file>', 'with --from: PEM file with the authority of the server', nonEmpty)
    .option('--accept-host-key <fingerprint>', 'with --from: this is the host key of the server (SHA256:…)', nonEmpty)
    .option('--secrets-from-stdin', 'with --from: read what the place asks for from standard input: PART=VALUE; password=VALUE')
    .action(async ({ from, ...options }: Omit<ComebackOptions, 'from'> & { from?: string; repository: string }, command: Command) => {
      if (from !== undefined) return done(await (await import('./commands/comeback.ts')).comebackCommand({ ...options, from }))
      const { machine, vaults, takeOver, mendPlace } = options
      if ([machine, vaults, takeOver, mendPlace].some((one) => one !== undefined)) command.error('error: that belongs to --from')
      done(await (await import('./commands/init.ts')).initCommand(options))
    })
}

function addSecret(add: (usage: string, description: string, examples: string[]) => Command, done: (code: number) => void): void {
  const secret = add('secret', 'passwords of repositories and what their places ask for: set, rm, list', [
    'vaultkeeper secret list',
    'vaultkeeper secret set default',
    'pass show backup | vaultkeeper secret set default',
    'vaultkeeper secret set offsite:secret-access-key',
    'vaultkeeper secret set cloud:service-account < key.json',
  ])
  const sub = (usage: string, description: string) =>
    secret
      .command(usage)
      .description(description)
      .option('--json', 'print one JSON object instead of text')
      .option('--debug', 'tell on standard error what is done (never a secret)')
      .exitOverride()
  // `secret` has these two options as well, and takes them for itself wherever they stand.
  const all = <Options extends CommonOptions>(options: Options): Options => ({ ...options, ...secret.opts<CommonOptions>() })
  sub('set <name>', 'store a password or credential; asks for it, or reads the first line of standard input')
    .addOption(new Option('--in <place>', 'where to keep it').choices(['keychain', 'file']).default('keychain'))
    .action(async (name: string, options) => done(await (await import('./commands/secret.ts')).secretSetCommand(name, all(options))))
  sub('rm <name>', 'remove a password')
    .option('--yes', 'it is kept elsewhere: without it the backups that are there can never be opened')
    .action(async (name: string, options: CommonOptions & { yes?: boolean }) =>
      done(await (await import('./commands/secret.ts')).secretRemoveCommand(name, all(options))),
    )
  sub('list', 'show where passwords are kept, never the passwords').action(async (options: CommonOptions) =>
    done(await (await import('./commands/secret.ts')).secretListCommand(all(options))),
  )
}

function addConfig(add: (usage: string, description: string, examples: string[]) => Command, done: (code: number) => void): void {
  const config = add('config', 'the configuration, backup_schedule.json: validate, path, show', [
    'vaultkeeper config path',
    'vaultkeeper config validate',
    'vaultkeeper config validate ~/new-schedule.json',
    'vaultkeeper config show --json',
  ])
  const sub = (usage: string, description: string) =>
    config
      .command(usage)
      .description(description)
      .option('--json', 'print one JSON object instead of text')
      .option('--debug', 'tell on standard error what is done (never a secret)')
      .exitOverride()
  const all = (options: CommonOptions): CommonOptions => ({ ...options, ...config.opts<CommonOptions>() })
  sub('validate [file]', 'look for mistakes: line, column and a sentence for each; exit code 1 when there are any').action(
    async (file: string | undefined, options) =>
      done(await (await import('./commands/config.ts')).configValidateCommand(file, all(options))),
  )
  sub('path', 'tell where the configuration lies').action(async (options: CommonOptions) =>
    done(await (await import('./commands/config.ts')).configPathCommand(all(options))),
  )
  sub('show', 'show what is in force, defaults filled in, and where each value comes from').action(async (options: CommonOptions) =>
    done(await (await import('./commands/config.ts')).configShowCommand(all(options))),
  )
}

function addService(add: (usage: string, description: string, examples: string[]) => Command, done: (code: number) => void): void {
  const service = add('service', 'have the schedule run in the background, by means of this system: install, remove, show', [
    'vaultkeeper service install',
    'vaultkeeper service install --print',
    'sudo vaultkeeper service install --system --as backup',
    'vaultkeeper service remove',
  ])
  const sub = (usage: string, description: string) =>
    service.command(usage).description(description).option('--json', 'print one JSON object instead of text').exitOverride()
  const all = <Options extends CommonOptions>(options: Options): Options => ({ ...options, ...service.opts<CommonOptions>() })
  const print = ['--print', 'print the file on standard output, and change nothing'] as const
  const force = ['--force', 'even if somebody has changed the file'] as const
  const which = (command: Command) =>
    command
      .option('--system', 'for the whole system, whoever is logged in (systemd)')
      .option('--as <account>', 'the account that it runs as; with --system', nonEmptyName)
      .option('--serve', 'the pages as well as the schedule')
  const act = (act: 'serviceInstallCommand' | 'serviceRemoveCommand' | 'serviceShowCommand') => async (given: object, command: Command) => {
    const options = all(given as CommonOptions & { readonly system?: boolean; readonly as?: string })
    if (options.as !== undefined && !options.system) command.error('error: --as says who runs a service of the whole system: add --system')
    done(await (await import('./commands/service.ts'))[act](options))
  }
  which(sub('install', 'write the file that starts `vaultkeeper daemon`, and tell how to switch it on'))
    .option(...print)
    .option(...force)
    .action(act('serviceInstallCommand'))
  which(sub('remove', 'remove that file'))
    .option(...force)
    .action(act('serviceRemoveCommand'))
  which(sub('show', 'tell where it lies and whether it is as it should be'))
    .option(...print)
    .action(act('serviceShowCommand'))
}
