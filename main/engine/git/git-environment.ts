import { commandEnvironment } from '../hooks/command-environment.ts'
import { pathFolders } from '../restic/search-path.ts'

/**
 * What git, its credential helpers and ssh need of the person's environment besides what every program gets. Never `GIT_DIR` and its like: a hook that calls us
 * has them set, and they would have git look at another repository than the one that is asked for.
 */
const passedOn = [
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_SYSTEM',
  'GIT_CONFIG_NOSYSTEM',
  'GIT_SSH',
  'GIT_SSH_COMMAND',
  'GIT_SSH_VARIANT',
  'GIT_SSL_CAINFO',
  'GIT_SSL_CAPATH',
  'GIT_EXEC_PATH',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'XDG_CONFIG_HOME',
  'XDG_CACHE_HOME',
  'XDG_DATA_HOME',
  'GNUPGHOME',
  'PASSWORD_STORE_DIR',
  'GH_CONFIG_DIR',
  'GH_TOKEN',
  'GITHUB_TOKEN',
  'GITLAB_TOKEN',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'ALL_PROXY',
  'NO_PROXY',
]

/**
 * The environment of every git of ours: nobody is asked anything, in no terminal and no window; no lock is taken only to be quicker the next time; words are
 * English. The person's own credential helpers, ssh agent and configuration work. Pure.
 * @param ownSsh the person has said which ssh git uses (`core.sshCommand`): then that one, as it is
 * @see https://git-scm.com/docs/git#_environment_variables
 */
export function gitEnvironment(environment: NodeJS.ProcessEnv, ownSsh: boolean): NodeJS.ProcessEnv {
  const theirs = Object.entries(environment).filter(([name]) => passedOn.includes(name.toUpperCase()))
  const folders = pathFolders(environment, process.platform)
  const kept = { ...commandEnvironment(environment, {}), ...Object.fromEntries(theirs) }
  const saysSsh = ownSsh || kept['GIT_SSH_COMMAND'] !== undefined || kept['GIT_SSH'] !== undefined
  return {
    ...kept,
    // A program is never taken from the folder that happens to be current, which is the vault.
    ...(process.platform === 'win32' || folders.length === 0 ? {} : { PATH: folders.join(':') }),
    LC_ALL: 'C',
    LANGUAGE: '',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_PAGER: 'cat',
    GIT_EDITOR: 'true',
    // An empty one keeps git from asking SSH_ASKPASS or core.askPass, which open windows.
    GIT_ASKPASS: '',
    SSH_ASKPASS_REQUIRE: 'never',
    GCM_INTERACTIVE: 'never',
    ...(saysSsh ? {} : { GIT_SSH_COMMAND: 'ssh -o BatchMode=yes -o ConnectTimeout=15' }),
  }
}
