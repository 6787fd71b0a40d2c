/**
 * Takes what an AppImage puts in front of the search paths out of them again: hooks, ssh and git are programs of the system, and would load the libraries
 * of the package instead of their own.
 * @param environment is changed: whatever is started gets it
 */
export function leaveAppImage(environment: NodeJS.ProcessEnv): void {
  const mounted = environment['APPDIR']
  if (!environment['APPIMAGE'] || !mounted) return
  for (const name of ['PATH', 'LD_LIBRARY_PATH']) {
    const folders = environment[name]?.split(':').filter((folder) => folder !== mounted && !folder.startsWith(`${mounted}/`)) ?? []
    if (folders.length > 0) environment[name] = folders.join(':')
    else delete environment[name]
  }
}
