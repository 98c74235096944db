/** Teaching the fact another answer, and in words what came of it over its wordings. */
import { evidenceOf } from '../../../state/sets';
import { useMemo, useRef, useState } from 'react';
import { ASKED, UPDATE } from '../../../experiments/protocol';
import { halvesOf } from '../../../experiments/halves';
import { usableParaphrases, type WordedFact } from '../../../state/wordings';
import { relationEvidenceOf } from '../../../state/relation';
import { useApp, useAppStore } from '../../store';
import { isTaught, isTeaching, neuronsToTeach } from '../../../state/teach';
import { count, counted, plain, word } from '../../../figures/format';
import { numberInWords, shareInWords, timesInWords } from '../../numbers';
import { Info } from '../../ui/Info';
import { Range } from '../../ui/Range';
import { Switch } from '../../ui/Switch';
import { WorkLine } from '../../ui/WorkLine';
import { TokenInput, type TokenField } from '../../ui/TokenInput';
import { useTopWords } from '../../ui/useTopWords';
import { TeachVerdict } from './TeachVerdict';

export function Teach() {
  const store = useAppStore();
  const fact = useApp((state) => state.fact);
  const to = useApp((state) => state.teachTo);
  const lambdas = useApp((state) => state.lambdas);
  const library = useApp((state) => state.library);
  const known = useApp((state) => evidenceOf(state).length > 0);
  const others = useApp((state) => relationEvidenceOf(state)?.facts.length ?? 0);
  const spared = useApp((state) => neuronsToTeach(state).filter(({ isSpared }) => isSpared).length);
  const number = useApp((state) => neuronsToTeach(state).length);
  const taught = useApp(isTaught);
  const teaching = useApp(isTeaching);
  const filtering = useApp((state) => state.filtering);
  const field = useRef<TokenField>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const top = useTopWords();
  const suggestions = top.filter(({ id }) => id !== fact?.target.id);
  const objects = useMemo(() => {
    const relation = library?.relations.find(({ id }) => id === fact?.relation);
    return [...new Set(relation?.facts.map(({ object }) => object.toLowerCase()))];
  }, [library, fact]);
  if (!fact || !known) {
    return <p className="neuron-empty quiet">Find the neurons of a fact first; then teach them another answer here.</p>;
  }
  const { setFiltering, setLambdas, setTeachTo, endGesture } = store.getState();
  const rewrite = async () => {
    const chosen = await field.current?.settle();
    if (chosen && chosen.id !== fact.target.id) store.getState().teach();
  };
  return (
    <div className="section teach" role="group" aria-label="Teach another answer">
      <div className="section-head">
        <h3>Teach another answer</h3>
        <Info about="teaching" more="numbers#updating-a-fact">
          <h3>Updating a fact</h3>
          <p>
            The value vector of every neuron of the set loses &lambda;<sub>1</sub> times the old answer&rsquo;s
            embedding and gains &lambda;
            <sub>2</sub> times the new one&rsquo;s, both scaled to the vector&rsquo;s length. Spared are neurons that
            serve {SHARED} of the relation&rsquo;s other facts; the paper asks for the share alone.
          </p>
          <p>
            The paper adds {timesInWords(UPDATE.paper.lambda2)} the new one&rsquo;s. That makes the new answer come
            first more often, and other facts say it, too; here {UPDATE.lambdas.lambda2} is what the slider starts from.
          </p>
          <p className="quiet">It writes whatever those neurons are fired by, so look at the side effects below.</p>
        </Info>
      </div>
      <TokenInput
        name="New answer"
        placeholder={
          objects.length > 0
            ? `another answer, such as ${objects.find((object) => object !== fact.target.token) ?? ''}`
            : 'another answer'
        }
        ref={field}
        value={to}
        suggestions={suggestions}
        onChoose={({ id, token }) => setTeachTo({ id, token })}
        onTyping={setTyped}
      />
      {to?.id === fact.target.id && (
        <p className="problem" role="alert">
          {word(to.token)} is the answer already. Choose another one to teach.
        </p>
      )}
      <p className="quiet">{findingLine(fact, number)}</p>
      <button
        type="button"
        className="button primary"
        disabled={number === spared || (typed === null ? !to || taught : typed.trim() === '')}
        onClick={() => void rewrite()}
      >
        {taught && typed === null ? 'Taught' : `Rewrite ${counted(number - spared, 'neuron')}`}
      </button>
      <div className="lambdas">
        <Range
          name="Less of the old answer (lambda 1)"
          label={`Less ${word(fact.target.token)} (λ₁)`}
          min={0}
          max={10}
          step={0.5}
          mark={UPDATE.paper.lambda1}
          value={lambdas.lambda1}
          text={plain(lambdas.lambda1, 1)}
          onChange={(lambda1) => setLambdas({ ...lambdas, lambda1 })}
          onCommit={endGesture}
        />
        <Range
          name="More of the new answer (lambda 2)"
          label={`More ${to ? word(to.token) : 'of the new'} (λ₂)`}
          min={0}
          max={20}
          step={0.5}
          mark={UPDATE.paper.lambda2}
          value={lambdas.lambda2}
          text={plain(lambdas.lambda2, 1)}
          onChange={(lambda2) => setLambdas({ ...lambdas, lambda2 })}
          onCommit={endGesture}
        />
      </div>
      <div className="lambda-presets" role="group" aria-label="Strengths to start from">
        {PRESETS.map(({ name, preset }) => (
          <button
            key={name}
            type="button"
            className="text-button"
            aria-pressed={lambdas.lambda1 === preset.lambda1 && lambdas.lambda2 === preset.lambda2}
            onClick={() => {
              setLambdas(preset);
              endGesture();
            }}
          >
            {name} {plain(preset.lambda2, 0)}
          </button>
        ))}
      </div>
      {others > 0 ? (
        <>
          <label className="switch-line">
            <Switch name="Spare shared neurons" checked={filtering} onChange={setFiltering} />
            <span aria-hidden>Spare shared neurons</span>
          </label>
          <p className="quiet">
            {spareLine(spared, number, others, filtering)}
            {teaching && !taught && ' What is written is as it was; rewrite again to bring it into line.'}
          </p>
        </>
      ) : (
        fact.relation !== null && (
          <WorkLine work="relationEvidence" label="Spare shared neurons" running="Attributing other facts">
            <span className="quiet">asks {ASKED.relation.facts} other facts</span>
          </WorkLine>
        )
      )}
      <TeachVerdict />
    </div>
  );
}

const PRESETS = [
  { name: 'Ours', preset: UPDATE.lambdas },
  { name: 'The paper’s', preset: UPDATE.paper },
] as const;

const SHARED = `${shareInWords(UPDATE.sparedFrom)} or more, and at least ${numberInWords(UPDATE.sparedFacts)},`;

/** Which wordings choose what is rewritten. */
function findingLine(fact: WordedFact, number: number): string {
  const { finding, held } = halvesOf(usableParaphrases(fact));
  if (number === 0)
    return `No neuron reaches both thresholds in ${counted(finding.length, 'wording')}: there is nothing to rewrite.`;
  return held.length === 0
    ? 'There is one wording, so nothing is left to ask whether the new answer generalises.'
    : `Every other wording, ${finding.length} in all, chooses the neurons to rewrite: ${count(number)}. The other ${held.length} only measure.`;
}

function spareLine(spared: number, number: number, others: number, filtering: boolean): string {
  if (!filtering) return 'All of them are rewritten, whatever else they serve.';
  if (spared === 0) return `None of them serves ${SHARED} of the relation’s other facts (${others} looked at).`;
  const all = spared === number ? ' That is all of them: switch this off to rewrite them all the same.' : '';
  const serve = spared === 1 ? 'it serves' : 'they serve';
  return `${counted(spared, 'neuron')} spared: ${serve} ${SHARED} of the relation’s other facts.${all}`;
}
