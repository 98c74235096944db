/**
 * The logit lens: what the model would answer if it stopped after each layer, and how far its target has come by then: the
 * target's rank in the vocabulary, on a logarithmic axis, without and with the edits.
 */
import { LENS_ANSWERS } from '../../../experiments/protocol';
import { freshOf } from '../../../state/questions';
import { count, shortProbability, word } from '../../../figures/format';
import { numberInWords } from '../../numbers';
import { useApp } from '../../store';
import { TakePicture } from '../../out/TakePicture';
import { Info } from '../../ui/Info';
import { firstPlaces } from '../../../figures/first-places';
import { lensLayers, shortRank } from '../../../figures/lens-layers';
import { LensRow } from './LensRow';
import { placeOfRank, ticksOfRank } from '../../../figures/rank-axis';

export function LensPicture() {
  const lens = useApp((state) => state.lens);
  const current = useApp((state) => freshOf(state, 'lens') !== null);
  const target = useApp((state) => state.reading?.value.target.token ?? '');
  const size = useApp((state) => state.info?.config.vocabSize ?? 1);
  if (!lens) return <div className="section lens" aria-busy />;
  const layers = lensLayers(lens.value, size);
  const ranks = ticksOfRank(size);
  const places = ranks.map((rank) => placeOfRank(rank, size));
  const edited = layers.some(({ before, after }) => before.probability !== after.probability);
  return (
    <div className="section lens" data-stale={!current}>
      <div className="section-head">
        <h3>Logit lens</h3>
        <span className="quiet target-mode">
          the first {numberInWords(LENS_ANSWERS)} answers after each layer, and the rank of {word(target)}
        </span>
        <Info about="the logit lens" more="numbers#logit-lens">
          <h3>Logit lens</h3>
          <p>
            The model&rsquo;s own head, applied to the residual stream at [MASK] after every layer, as if the model
            ended there: “in” is before the first of them, and the last row is its real answer. Early layers were never
            trained to be read so; take them as a hint.
          </p>
          <p>
            The rank says how many words of the {count(size)} in the vocabulary come before the target. Each power of
            ten is as long as the next, so that the way from the thousandth place to the first can be seen at all.
          </p>
        </Info>
        <TakePicture picture="lens" />
      </div>
      <div className="lens-table" role="table" aria-label="Logit lens">
        <div role="rowgroup">
          <div className="lens-row lens-titles quiet" role="row">
            <span role="columnheader">
              <span className="visually-hidden">Layer</span>
            </span>
            <span role="columnheader">First answers</span>
            <span role="columnheader" className="lens-axis">
              <span className="visually-hidden">Rank of {word(target)}</span>
              {ranks.map((rank, index) => (
                <i key={rank} style={{ left: `${100 * (places[index] ?? 0)}%` }} aria-hidden>
                  {rank === 1 ? '1st' : shortRank(rank)}
                </i>
              ))}
            </span>
            <span role="columnheader">Rank</span>
            <span role="columnheader" title={`Probability of ${word(target)}`}>
              P
            </span>
          </div>
        </div>
        <div role="rowgroup" className="lens-rows">
          {layers.map((layer, index) => (
            <LensRow
              key={layer.name}
              layer={layer}
              last={layers[index - 1] ?? null}
              next={layers[index + 1] ?? null}
              edited={edited}
              ticks={places}
            />
          ))}
        </div>
      </div>
      <p className="lens-key quiet">
        {firstPlaces(
          layers.map(({ after }) => after.rank),
          word(target),
        )}
      </p>
      {edited && (
        <p className="lens-key quiet">
          <i className="lens-dot" aria-hidden /> with the edits{' '}
          <i className="lens-dot" data-before="true" aria-hidden /> without them: P({word(target)}){' '}
          {shortProbability(layers.at(-1)?.before.probability ?? 0)}
        </p>
      )}
    </div>
  );
}
