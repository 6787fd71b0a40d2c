/** Larger configurations are not read at all: 1 MiB. */
export const mostBytes = 2 ** 20
