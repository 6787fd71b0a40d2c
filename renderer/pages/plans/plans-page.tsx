import { Page } from '../../parts/page.tsx'

/** `#/`: Plans and repositories. */
export default function ThisPage() {
  return <Page title="Plans and repositories" />
}
