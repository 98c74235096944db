/** What the erasure does to its relation, beside as many other neurons: a line a control, and what that lets one say. */
import { CONTROL_KINDS, type ControlKind } from '../../../experiments/controls';
import type { Harm } from '../../../experiments/erasure-verdict';
import type { MeasuredGroup } from '../../../experiments/measure';
import { controlHarms, harmOf, type MeasuredErasure } from '../../../experiments/measure-erasure';
import { counted } from '../../../figures/format';
import { ratioInWords } from '../../../figures/ratio';

interface Props {
  readonly measured: MeasuredErasure;
  readonly own: MeasuredGroup;
  /** A relation's name by its id. */
  readonly labelOf: (id: string) => string;
}

export function ErasureControls({ measured, own, labelOf }: Props) {
  const { foundOn, measuredOn, otherRelation, verdict } = measured;
  const names: Readonly<Record<ControlKind, string>> = {
    random: 'random neurons',
    matched: 'random neurons that write as much',
    mostActive: 'the most active neurons',
    sameRelation: 'neurons of other facts',
    otherRelation: otherRelation === null ? 'another relation’s neurons' : `neurons of “${labelOf(otherRelation)}”`,
    push: 'neurons by their direct push',
  };
  const lines = [
    { name: `these ${counted(measured.neurons.length, 'neuron')}`, harms: [harmOf(own, own.edit)] },
    ...CONTROL_KINDS.map((kind) => ({ name: names[kind], harms: controlHarms(own, kind) })),
  ].filter(({ harms }) => harms.length > 0);
  return (
    <>
      {verdict && <p className="verdict">{verdict.text}</p>}
      <p className="quiet" id="erasure-controls-title">
        Perplexity of &ldquo;{labelOf(measured.relation)}&rdquo; and first answers changed, where these are erased:
      </p>
      <ul className="erasure-controls" aria-labelledby="erasure-controls-title">
        {lines.map(({ name, harms }) => (
          <li key={name}>
            <span>
              {name}
              {harms.length > 1 && <span className="quiet"> ({harms.length} draws)</span>}
            </span>
            <span className="number">{span(harms, ({ nats }) => nats, ratioInWords)}</span>
            <span className="number">
              {span(harms, ({ changed }) => changed, String)} of {own.prompts}
            </span>
          </li>
        ))}
      </ul>
      <p className="quiet">
        Found on {counted(foundOn.facts, 'fact')}, each in {counted(foundOn.wordings, 'wording')}; measured on{' '}
        {counted(measuredOn.facts, 'fact')}
        {measuredOn.seenFacts === 0 ? ' that did not find them' : `, ${measuredOn.seenFacts} of them the same`}, each in{' '}
        {counted(measuredOn.wordings, 'wording')} that did not.
      </p>
    </>
  );
}

/** The one value, or the least and the largest of several. */
function span(harms: readonly Harm[], of: (harm: Harm) => number, text: (value: number) => string): string {
  const values = harms.map(of);
  const [low, high] = [text(Math.min(...values)), text(Math.max(...values))];
  return low === high ? low : `${low} to ${high}`;
}
