/** Everything that was changed, in sentences, each with a switch. Many equal changes fold into one line. */
import { ChevronDown, Download, Trash2, Upload, X } from 'lucide-react';
import { useMemo, useState } from 'react';
import { clear, describeEdit, removeEdit, toggle } from '../../knowledge/edits/edit-list';
import { indexOf, nameOf } from '../../state/neurons';
import { useModelShape } from '../model-shape';
import { useApp, useAppStore } from '../store';
import { count, counted } from '../../figures/format';
import { IconButton } from '../ui/IconButton';
import { Switch } from '../ui/Switch';
import { effectOf, groupEdits, type EditGroup, type ListedEdit } from './groups';
import { exportEdits, importEdits } from './files';

/** Lines of the list; a file with thousands of edits would make the page slow. */
const LISTED = 200;

export function EditList() {
  const store = useAppStore();
  const edits = useApp((state) => state.edits);
  const on = useApp((state) => state.editsOn);
  const isOthers = useApp((state) => state.past.some(({ question }) => question !== undefined));
  const groups = useMemo(() => groupEdits(edits), [edits]);
  const number = edits.neurons.length + edits.values.length;
  return (
    <div className="section edits" role="group" aria-label="Edits">
      <div className="section-head">
        <h3>{number === 0 ? 'Edits' : counted(number, 'edit')}</h3>
        {number === 0 ? (
          <ImportButton />
        ) : (
          <label className="edits-on">
            <span className="quiet" aria-hidden>
              {on ? 'in force' : 'all off'}
            </span>
            <Switch name="All edits in force" checked={on} onChange={store.getState().setEditsOn} />
          </label>
        )}
      </div>
      {isOthers && (
        <button type="button" className="text-button" onClick={() => store.getState().backToMine()}>
          Back to my own work
        </button>
      )}
      {number === 0 ? (
        <p className="quiet">None yet. The model is as it was trained.</p>
      ) : (
        <>
          <ul className="edit-list" data-off={!on}>
            {groups
              .slice(0, LISTED)
              .map((group) =>
                group.length === 1 ? (
                  group.map((listed) => <Line key={keyOf(listed)} {...listed} />)
                ) : (
                  <Group key={`group ${group.map(keyOf)[0]}`} group={group} />
                ),
              )}
            {groups.length > LISTED && <li className="quiet">and {count(groups.length - LISTED)} more</li>}
          </ul>
          <div className="edits-foot">
            <button
              type="button"
              className="text-button with-icon"
              onClick={() => store.getState().changeEdits(clear(edits))}
            >
              <Trash2 size={12} aria-hidden /> Clear all
            </button>
            <button type="button" className="text-button with-icon" onClick={() => exportEdits(edits)}>
              <Download size={12} aria-hidden /> Export
            </button>
            <ImportButton />
          </div>
        </>
      )}
    </div>
  );
}

function ImportButton() {
  const store = useAppStore();
  return (
    <label className="text-button with-icon import">
      <Upload size={12} aria-hidden /> Import
      <input
        className="visually-hidden"
        type="file"
        accept="application/json,.json"
        aria-label="Import edits from a JSON file"
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file) void importEdits(store, file);
        }}
      />
    </label>
  );
}

function keyOf({ list, index }: ListedEdit): string {
  return `${list} ${index}`;
}

function Line({ list, index, edit }: ListedEdit) {
  const store = useAppStore();
  const shape = useModelShape();
  const sentence = describeEdit(edit);
  return (
    <li className="edit" data-off={edit.off ?? false}>
      <Switch
        name={sentence}
        checked={!edit.off}
        onChange={() => store.getState().changeEdits(toggle(store.getState().edits, { list, index }))}
      />
      <p>
        <button
          type="button"
          className="edit-neuron mono"
          title="Select this neuron"
          disabled={!shape}
          onClick={() => shape && store.getState().select(indexOf(edit, shape.intermediateSize))}
        >
          {nameOf(edit)}
        </button>{' '}
        {effectOf(edit)}
      </p>
      <IconButton
        name={`Remove: ${sentence}`}
        hint="Remove"
        small
        onClick={() => store.getState().changeEdits(removeEdit(store.getState().edits, { list, index }))}
      >
        <X size={14} aria-hidden />
      </IconButton>
    </li>
  );
}

/** Lines shown of an opened group. */
const OPENED = 60;

function Group({ group }: { readonly group: EditGroup }) {
  const store = useAppStore();
  const first = group[0];
  const [open, setOpen] = useState(false);
  if (!first) return null;
  const sentence = `${group.length} neurons: ${effectOf(first.edit)}`;
  const { changeEdits } = store.getState();
  return (
    <li className="edit-group">
      <div className="edit" data-off={first.edit.off ?? false}>
        <Switch
          name={sentence}
          checked={!first.edit.off}
          onChange={() => changeEdits(group.reduce(toggle, store.getState().edits))}
        />
        <p>
          <button type="button" className="edit-fold" aria-expanded={open} onClick={() => setOpen(!open)}>
            <b>{group.length} neurons</b> {effectOf(first.edit)}
            <ChevronDown size={14} aria-hidden />
          </button>
        </p>
        <IconButton
          name={`Remove: ${sentence}`}
          hint="Remove all of them"
          small
          onClick={() => changeEdits([...group].reverse().reduce(removeEdit, store.getState().edits))}
        >
          <X size={14} aria-hidden />
        </IconButton>
      </div>
      {open && (
        <ul>
          {group.slice(0, OPENED).map((listed) => (
            <Line key={keyOf(listed)} {...listed} />
          ))}
          {group.length > OPENED && <li className="quiet">and {group.length - OPENED} more</li>}
        </ul>
      )}
    </li>
  );
}
