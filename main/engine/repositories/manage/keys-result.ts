/** What a change of the keys of a repository came to. `left`: keys that should be gone and are not, for the place lets nobody remove anything. */
export type KeysResult = {
  readonly repository: string
  readonly did: 'added' | 'removed' | 'password'
  readonly key: string
  readonly left: readonly string[]
}
