/** What the page's methods come from, and what doubts them: each a link to the paper. */
import { PAPERS } from './citation';

export function PaperList() {
  return (
    <ul className="sources quiet">
      {PAPERS.map(({ authors, title, where, address, gives }) => (
        <li key={address}>
          {authors} ({where}):{' '}
          <a href={address} target="_blank" rel="noopener noreferrer">
            <cite>{title}</cite>
          </a>
          . For {gives}.
        </li>
      ))}
    </ul>
  );
}
