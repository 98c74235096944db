/** Shows the embed, and asks it for its state whenever that has changed. docs/embedding.md has the messages. */
let questions = 0;

function render({ model, el }) {
  const frame = document.createElement('iframe');
  frame.className = 'engram-notebook';
  frame.title = 'Engram';
  frame.allow = 'cross-origin-isolated';
  el.append(frame);

  const show = () => {
    const height = model.get('_height');
    if (height > 0) frame.style.height = `${height}px`;
    if (frame.src !== model.get('_src')) frame.src = model.get('_src');
  };
  const page = () => new URL(model.get('_src')).origin;
  let asked = null;
  const ask = () => {
    asked = `notebook ${++questions}`;
    frame.contentWindow?.postMessage({ type: 'engram:ask', id: asked }, page());
  };
  const hear = ({ data, source, origin }) => {
    if (source !== frame.contentWindow || origin !== page()) return;
    if (data.type === 'engram:height' && !(model.get('_height') > 0)) frame.style.height = `${data.height}px`;
    if (data.type === 'engram:ready' || data.type === 'engram:changed') ask();
    // Only the answer to the newest question, and only what is there.
    if (data.type !== 'engram:state' || data.id !== asked || data.model === null) return;
    const state = { ...data };
    delete state.type;
    delete state.id;
    model.set('_state', state);
    model.save_changes();
  };
  addEventListener('message', hear);
  model.on('change:_src', show);
  model.on('change:_height', show);
  show();
  return () => removeEventListener('message', hear);
}

export default { render };
