/** What a menu item, a notification or a second start asks of the tray app. `page` is a place of the pages, as it stands behind `#`: `/approvals`. */
export type ShellAction =
  | { readonly do: 'open'; readonly page: string }
  /** `plan` null: all that can be run now. */
  | { readonly do: 'back-up'; readonly plan: string | null }
  | { readonly do: 'cancel'; readonly job: string }
  | { readonly do: 'pause'; readonly length: 'hour' | 'until-tomorrow' | 'until-resumed' }
  /** Ends every pause. */
  | { readonly do: 'resume' }
  | { readonly do: 'quit' }
