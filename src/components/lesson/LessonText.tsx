/**
 * A step's text, in short Markdown. It is read into tokens, and of these only known ones become elements: no HTML of a
 * lesson ever reaches the page, and a link leads to an address of the web or nowhere. Until the reader is loaded, the text
 * stands as it was written.
 */
import type { Token, Tokens } from 'marked';
import { Fragment, useEffect, useState, type ReactNode } from 'react';

type Lexer = (text: string) => readonly Token[];

/** Loaded with the first lesson. */
let loaded: Lexer | null = null;
const load = async (): Promise<Lexer> => (loaded ??= (await import('marked')).lexer);

export function LessonText({ text }: { readonly text: string }) {
  const [lexer, setLexer] = useState<Lexer | null>(() => loaded);
  useEffect(() => {
    let isWanted = true;
    load().then(
      (own) => isWanted && setLexer(() => own),
      // Offline before it was ever loaded: the text can be read all the same.
      () => {},
    );
    return () => {
      isWanted = false;
    };
  }, []);
  if (text === '') return null;
  return <div className="lesson-text">{lexer ? elementsOf(lexer(text)) : <p className="as-written">{text}</p>}</div>;
}

export function elementsOf(tokens: readonly Token[] | undefined): ReactNode {
  return (tokens ?? []).map((token, i) => <Fragment key={i}>{elementOf(token)}</Fragment>);
}

function elementOf(token: Token): ReactNode {
  switch (token.type) {
    case 'space':
      return null;
    case 'paragraph':
      return <p>{elementsOf(token.tokens)}</p>;
    // A step has a heading already; those of its text are no more than emphasis.
    case 'heading':
      return (
        <p>
          <strong>{elementsOf(token.tokens)}</strong>
        </p>
      );
    case 'strong':
      return <strong>{elementsOf(token.tokens)}</strong>;
    case 'em':
      return <em>{elementsOf(token.tokens)}</em>;
    case 'codespan':
      return <code>{(token as Tokens.Codespan).text}</code>;
    case 'code':
      return (
        <pre>
          <code>{(token as Tokens.Code).text}</code>
        </pre>
      );
    case 'br':
      return <br />;
    case 'list':
      return listOf(token as Tokens.List);
    case 'blockquote':
      return <blockquote>{elementsOf(token.tokens)}</blockquote>;
    case 'link':
      return linkOf(token as Tokens.Link);
    case 'escape':
      return (token as Tokens.Escape).text;
    case 'text':
      return token.tokens ? elementsOf(token.tokens) : (token as Tokens.Text).text;
    // HTML, pictures, tables and what else there may be: as it was written.
    default:
      return token.raw;
  }
}

function listOf({ ordered, start, items }: Tokens.List): ReactNode {
  const rows = items.map((item, i) => <li key={i}>{elementsOf(item.tokens)}</li>);
  return ordered ? <ol start={start === '' ? 1 : start}>{rows}</ol> : <ul>{rows}</ul>;
}

function linkOf({ href, tokens }: Tokens.Link): ReactNode {
  if (!/^https?:\/\//i.test(href)) return elementsOf(tokens);
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {elementsOf(tokens)}
    </a>
  );
}
