import type { TypedSecrets } from '../../repositories/place-draft.ts'

/** What lets us in at the place: its secrets, and the host key that was confirmed. It lives in the page's memory alone, until it is kept where it belongs. */
export type Entrance = { readonly secrets: TypedSecrets; readonly hostKey: string | undefined }

/** Nothing was typed or confirmed. */
export const noEntrance: Entrance = { secrets: {}, hostKey: undefined }
