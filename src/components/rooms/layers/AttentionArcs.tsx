/** One head over the sentence: what a token looks at, an arc each, as thick as its share in the answer. */
import { useEffect, useMemo, useRef } from 'react';
import type { HeadScores } from '../../../state/answer-values';
import { signed, word } from '../../../figures/format';
import { queryInView, scoresOfHead } from '../../../figures/heads';
import { useApp, useAppStore } from '../../store';
import { useScale } from '../../ui/useScale';
import { middleOf, nameOfArc, pathOf, rowOf, strongestArcs, strongestScore, thicknessOf } from '../../../figures/arcs';

const HEIGHT = 104;
/** Arcs that are also told in words. */
const TOLD = 5;

interface Props {
  readonly value: HeadScores;
  readonly head: number;
}

export function AttentionArcs({ value, head }: Props) {
  const store = useAppStore();
  const { tokens, heads } = value;
  const mask = useApp((state) => state.reading?.value.maskIndex ?? 0);
  const query = useApp((state) => queryInView(value, state));
  const setQuery = store.getState().setArcsOf;
  const T = tokens.length;
  const own = useMemo(() => scoresOfHead(value, head), [value, head]);
  const words = useMemo(() => tokens.map(({ token }) => word(token)), [tokens]);
  const scale = useScale();
  const row = useMemo(() => rowOf(words, scale), [words, scale]);
  const arcs = strongestArcs(own, T, query);
  const most = strongestScore(own) || 1;
  const thickness = (score: number) => thicknessOf(score, most);
  const told = arcs.slice(0, TOLD).map((arc) => ({ ...arc, text: nameOfArc(arc, words) }));
  const scroll = useRef<HTMLDivElement>(null);
  const middle = row.lefts[query ?? arcs[0]?.query ?? 0] ?? 0;
  useEffect(() => {
    const region = scroll.current;
    region?.scrollTo({ left: middle - region.clientWidth / 2 });
  }, [middle, head]);
  return (
    <figure className="arcs">
      <figcaption>
        <b>
          Layer {Math.floor(head / heads)}, head {head % heads}
        </b>{' '}
        <span className="quiet">
          {query === null
            ? 'the strongest of all its tokens; choose one to see only its own'
            : `what ${words[query] ?? ''} looks at`}
        </span>
        <button
          type="button"
          className="text-button"
          aria-pressed={query === null}
          onClick={() => setQuery(query === null ? mask : null)}
        >
          {query === null ? 'Only [MASK]' : 'All tokens'}
        </button>
      </figcaption>
      <div ref={scroll} className="arcs-scroll" role="region" aria-label="Arcs over the sentence" tabIndex={0}>
        <div className="arcs-body" style={{ width: row.width }}>
          <svg
            width={row.width}
            height={HEIGHT}
            role="img"
            aria-label={
              told.length === 0
                ? 'No arcs'
                : `Arcs, strongest first: ${told.map(({ text, score }) => `${text} ${signed(score)}`).join(', ')}`
            }
          >
            {[...arcs].reverse().map((arc) => (
              <g key={`${arc.query} ${arc.key}`} data-sign={arc.score > 0 ? 'up' : 'down'}>
                <title>{`${nameOfArc(arc, words)}: ${signed(arc.score, 5)}`}</title>
                <path d={pathOf(arc, row, HEIGHT)} strokeWidth={thickness(arc.score)} />
                {arc.key !== arc.query && (
                  <circle cx={middleOf(arc.key, row)} cy={HEIGHT - 4} r={1 + thickness(arc.score) / 1.6} />
                )}
              </g>
            ))}
          </svg>
          <div className="arcs-tokens mono" role="group" aria-label="Whose arcs">
            {words.map((text, index) => (
              <button
                key={index}
                type="button"
                aria-pressed={index === query}
                data-reached={arcs.some(({ key }) => key === index)}
                style={{ left: row.lefts[index], width: row.widths[index] }}
                onClick={() => setQuery(index)}
              >
                {text}
              </button>
            ))}
          </div>
        </div>
      </div>
      {told.length === 0 ? (
        <p className="quiet">Next to nothing comes through {query === null ? 'this head' : 'this token here'}.</p>
      ) : (
        <ol className="arcs-told" aria-label="Strongest arcs">
          {told.map(({ text, score, query: from, key }) => (
            <li key={`${from} ${key}`}>
              <span className="mono">{text}</span>{' '}
              <span className={`number ${score > 0 ? 'up' : 'down'}`}>{signed(score)}</span>
            </li>
          ))}
        </ol>
      )}
    </figure>
  );
}
