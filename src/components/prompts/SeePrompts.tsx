/**
 * The middle place of the prompts' room: the neurons that come up again and again, and every prompt of the list with what
 * was found. Only the rows in sight are drawn.
 */
import { useState } from 'react';
import { List } from 'react-window';
import { rankingsOfPrompts } from '../../state/prompts';
import { freshOf } from '../../state/questions';
import { useApp } from '../store';
import { MapTools } from '../see/MapTools';
import type { MapZoom } from '../see/map/useMapZoom';
import { useScale } from '../ui/useScale';
import { PromptRow } from './PromptRow';
import { PromptsMap } from './PromptsMap';

/** Pixels, as the stylesheet has them: a row, and one that stands in two lines because the place is narrow. */
const ROW = 56;
const NARROW_ROW = 98;
const NARROW = 680;

export function SeePrompts() {
  const list = useApp((state) => state.promptList);
  const results = useApp((state) => state.promptResults?.value ?? null);
  const current = useApp((state) => freshOf(state, 'promptResults') !== null);
  const at = useApp((state) => state.promptAt);
  const scale = useScale();
  const isMapped = list !== null && results !== null && rankingsOfPrompts(results).length > 0;
  const [isNarrow, setNarrow] = useState(false);
  const [zoom, setZoom] = useState<MapZoom | null>(null);
  const [selecting, setSelecting] = useState(false);
  return (
    <section className="place see see-prompts" data-mapped={isMapped} aria-labelledby="see-title">
      <header className="place-head">
        <h2 id="see-title">See</h2>
        <p>{list ? 'choose a prompt to ask it in Explore' : ''}</p>
        {isMapped && <MapTools zoom={zoom} selecting={selecting} onSelecting={setSelecting} />}
      </header>
      {isMapped && <PromptsMap selecting={selecting} stale={!current} onReady={setZoom} />}
      {list ? (
        <div className="prompts-table" role="table" aria-label="Prompts" aria-rowcount={list.prompts.length + 1}>
          <div role="rowgroup">
            <div className="prompts-row prompts-titles quiet" role="row" aria-rowindex={1}>
              <span role="columnheader">Prompt</span>
              <span role="columnheader">
                Target
                <span>first answer</span>
              </span>
              <span role="columnheader">Rank</span>
              <span role="columnheader">P</span>
              <span role="columnheader">Strongest neurons</span>
              <span role="columnheader" title="By how much a layer’s scores miss their sum, at most">
                Residual
              </span>
            </div>
          </div>
          {results && !current && (
            <p className="prompts-stale" role="status">
              These were found with other edits or another model. Ask again to bring them up to date.
            </p>
          )}
          <List
            className="prompts-frame"
            role="rowgroup"
            data-stale={results !== null && !current}
            rowComponent={PromptRow}
            rowCount={list.prompts.length}
            rowHeight={(isNarrow ? NARROW_ROW : ROW) * scale}
            rowProps={{ list, results: results ?? [], at }}
            overscanCount={8}
            onResize={({ width }) => setNarrow(width < NARROW * scale)}
          />
        </div>
      ) : (
        <p className="quiet strongest-empty">
          Each prompt of your list becomes a row: the rank and probability of its target, what the model says first, and
          the neurons that push it most. A map above them shows which neurons come up again and again.
        </p>
      )}
    </section>
  );
}
