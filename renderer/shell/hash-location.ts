import { useCallback, useSyncExternalStore } from 'react'

/** Goes to an address behind the `#`, such as `/restore?need=file`. `replace`: without leaving a step for the way back. */
export function goTo(address: string, { replace = false }: { readonly replace?: boolean } = {}): void {
  const oldURL = location.href
  history[replace ? 'replaceState' : 'pushState'](null, '', `#${address}`)
  dispatchEvent(new HashChangeEvent('hashchange', { oldURL, newURL: location.href }))
}

/** The page that the address names, for wouter: what stands behind the `#`, without its query. (wouter's own hook takes the query for a part of the path.) */
export function useHashPath(): [string, (to: string, options?: { readonly replace?: boolean }) => void] {
  return [useSyncExternalStore(subscribe, path), goTo]
}

useHashPath.hrefs = (href: string) => `#${href}`

/**
 * The query of the address, without its question mark, and a way to change it: a step for the way back, unless it is to `replace`. It changes nothing any more
 * once another page is open: a late answer moves nobody who has gone on.
 */
export function useHashQuery(): [string, (query: string, options?: { readonly replace?: boolean }) => void] {
  const here = useSyncExternalStore(subscribe, path)
  const change = useCallback(
    (query: string, options?: { readonly replace?: boolean }) => {
      if (here === path() && query !== currentQuery()) goTo(query === '' ? here : `${here}?${query}`, options)
    },
    [here],
  )
  return [useSyncExternalStore(subscribe, currentQuery), change]
}

function subscribe(listener: () => void): () => void {
  addEventListener('hashchange', listener)
  return () => removeEventListener('hashchange', listener)
}

function path(): string {
  return `/${location.hash.replace(/^#?\/?/, '').replace(/\?.*$/s, '')}`
}

function currentQuery(): string {
  return /\?(.*)$/s.exec(location.hash)?.[1] ?? ''
}
