/** What the page is, how to read it, and what it does not claim. */
import { CircleHelp, X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useState } from 'react';
import { AboutBuiltin } from '../models/AboutBuiltin';
import { useAppStore } from '../store';
import { docAddress, type DocSection } from '../ui/docs';
import { IconButton } from '../ui/IconButton';
import { Citing } from './Citing';
import { PaperList } from './PaperList';

const READING: readonly { readonly section: DocSection; readonly name: string }[] = [
  { section: 'numbers', name: 'What each number means' },
  { section: 'pictures', name: 'How to read the pictures' },
  { section: 'limits', name: 'What it does not claim, and its limits' },
  { section: 'citing', name: 'How to cite' },
  { section: 'glossary', name: 'Glossary' },
  { section: 'index', name: 'All documents' },
];

export function About() {
  const store = useAppStore();
  const [open, setOpen] = useState(false);
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <IconButton name="About Engram" aria-haspopup="dialog" aria-expanded={open} onClick={() => setOpen(true)}>
        <CircleHelp size={16} aria-hidden />
      </IconButton>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="dialog about" aria-describedby={undefined}>
          <Dialog.Title>Opening a BERT up</Dialog.Title>
          <p className="lead">
            Type a sentence with one gap. The model fills it. Then look at which of its feed-forward neurons pushed the
            answer up or down, change them, and watch the answer move.
          </p>
          <dl>
            <dt>Attribution</dt>
            <dd>
              How much of the answer&rsquo;s probability comes through a neuron: integrated gradients along the path
              that scales all neurons of one layer at [MASK] from nothing to their actual activation. The scores of a
              layer add up to P(a) &minus; P(0), the probability gained on that path; the page shows by how much they
              miss it.
            </dd>
            <dt>Silence, double, gain</dt>
            <dd>
              Multiplies the neuron&rsquo;s activation, at the [MASK] position or at every position. The weights are
              never written, so undo gives back exactly the same numbers.
            </dd>
            <dt>Value vector</dt>
            <dd>
              What the neuron writes into the residual stream when it fires. Erase it, or add the embedding of a word,
              scaled by &lambda; and by the length of the vector.
            </dd>
            <dt>Controls</dt>
            <dd>
              The same edits on other neurons: random ones, ones that write as much, the most active, another
              fact&rsquo;s. An effect says something of these neurons only where it exceeds all of them.
            </dd>
          </dl>
          <p className="quiet">
            Neurons <em>influence</em> an answer; nothing here shows that they <em>store</em> a fact. Adding a
            word&rsquo;s embedding to something that fires raises that word wherever it fires, and a fall of a third
            leaves most of the answer in place.
          </p>
          <button
            type="button"
            className="button small"
            onClick={() => {
              setOpen(false);
              store.getState().takeTour();
            }}
          >
            Take the tour again
          </button>
          <h3>To read on</h3>
          <ul className="read-on">
            {READING.map(({ section, name }) => (
              <li key={section}>
                <a {...docAddress(section)}>{name}</a>
              </li>
            ))}
          </ul>
          <h3>What leaves this page</h3>
          <p className="quiet">
            Nothing. The model runs in this browser; prompts, numbers, edits and files stay in it. A link holds your
            work in its part behind #, which no browser sends to a host. Only when you ask for a model by its name does
            the page talk to another host, the Hugging Face Hub, and tells it that name alone.
          </p>
          <h3>The built-in model</h3>
          <AboutBuiltin />
          <h3>Keys</h3>
          <dl className="keys">
            <div>
              <dt>
                <kbd>Ctrl Z</kbd>
              </dt>
              <dd>undo, with Shift redo</dd>
            </div>
            <div>
              <dt>
                <kbd>Arrows</kbd>
              </dt>
              <dd>walk the map, Page Up and Down by layer</dd>
            </div>
            <div>
              <dt>
                <kbd>Enter</kbd>
              </dt>
              <dd>selects, with Shift adds; Escape clears</dd>
            </div>
            <div>
              <dt>
                <kbd>+</kbd> <kbd>&minus;</kbd> <kbd>0</kbd>
              </dt>
              <dd>zoom the map in, out, all</dd>
            </div>
          </dl>
          <h3>Sources</h3>
          <PaperList />
          <h3>Citing</h3>
          <Citing />
          <Dialog.Close className="icon-button dialog-close" aria-label="Close">
            <X size={16} aria-hidden />
          </Dialog.Close>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
