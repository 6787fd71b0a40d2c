/** Whether this program was built: all its code then lies in one folder below `dist/`, beside the pages' own, as JavaScript. */
export const bundled = import.meta.filename.endsWith('.js')
