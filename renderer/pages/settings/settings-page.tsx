import { Page } from '../../parts/page.tsx'

/** `#/`: Settings. */
export default function ThisPage() {
  return <Page title="Settings" />
}
