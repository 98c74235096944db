/**
 * "Copy as Python": a script that makes the same edits with Hugging Face transformers and prints the predictions, so
 * that nobody has to take this program's word for them.
 */
import type { BertConfig } from '../../bert/config';
import { maskedLmClass } from '../../checkpoint/family-names';
import type { ClozeTokenizer } from '../../checkpoint/tokenizer';
import { EngramError } from '../../errors';
import type { EditsDocument, ValueOp } from '../edits/edits';
import type { BertModel } from '../bert-model';

export interface PythonRequest {
  /** Folder or hub name to put into the script. */
  readonly model: string;
  readonly prompt: string;
  /** Token ids whose probabilities it prints besides the top ten. */
  readonly watch: readonly number[];
  readonly edits: EditsDocument;
}

export function pythonScript(
  { model, prompt, watch, edits }: PythonRequest,
  { tokenizer, checkpoint: { config } }: Pick<BertModel, 'tokenizer' | 'checkpoint'>,
): string {
  const modelClass = maskedLmClass(config.architecture);
  const { maskIndex, ids } = tokenizer.encodeCloze(prompt);
  const neurons = edits.neurons
    .filter(({ off }) => !off)
    .map(
      ({ layer, neuron, at, gain, value }) =>
        `    (${layer}, ${neuron}, ${JSON.stringify(at)}, ${gain === undefined ? `"set", ${value}` : `"gain", ${gain}`}),`,
    );
  const values = edits.values
    .filter(({ off }) => !off)
    .map(
      ({ layer, neuron, ops }) =>
        `    (${layer}, ${neuron}, [${ops.map((op) => pythonOp(op, tokenizer)).join(', ')}]),`,
    );
  return `# Needs: pip install torch transformers
${config.architecture === 'albert' ? 'import copy\n\n' : ''}import torch
from transformers import AutoTokenizer, ${modelClass}

MODEL = ${JSON.stringify(model)}  # folder with config.json and model.safetensors
IDS = [${ids.join(', ')}]  # ${prompt.replace(/\s+/g, ' ')}
TOKENS = ${JSON.stringify(Object.fromEntries(watch.map((id) => [id, tokenizer.token(id)])))}  # to watch, by id
MASK = ${maskIndex}

# (layer, neuron, "mask" or "all" positions, "gain" or "set", number)
NEURONS = [
${neurons.join('\n')}
]
# (layer, neuron, steps): None sets the value vector to zero, (token id, lambda) adds lambda * |v| / |d| * d, d = direction(token)
VALUES = [
${values.join('\n')}
]

model = ${modelClass}.from_pretrained(MODEL, dtype=torch.float32).eval()
base = model.base_model
# By layer: the module that gives its neurons' activations, and the one whose columns are their value vectors.
${layersIn(config)}


def predict():
    with torch.no_grad():
        return model(torch.tensor([IDS])).logits[0, MASK].double().softmax(-1)


before = predict()

embeddings = base.embeddings.word_embeddings.weight


def direction(token):
    return ${directionIn(config)}


unedited = {}
with torch.no_grad():
    for layer, neuron, steps in VALUES:
        vector = LAYERS[layer][1].weight[:, neuron]  # a view: what is written here is written to the model
        norm = unedited.setdefault((layer, neuron), vector.norm().clone())
        for step in steps:
            if step is None:
                vector.zero_()
            else:
                token, scale = step
                vector += scale * norm / direction(token).norm() * direction(token)


def hook_for(edits):
    def hook(module, inputs, activations):
        activations = activations.clone()
        for neuron, at, what, number in edits:
            rows = slice(None) if at == "all" else MASK
            if what == "gain":
                activations[:, rows, neuron] *= number
            else:
                activations[:, rows, neuron] = number
        return activations

    return hook


for index, (activations, _) in enumerate(LAYERS):
    edits = [edit[1:] for edit in NEURONS if edit[0] == index]
    if edits:
        activations.register_forward_hook(hook_for(edits))

after = predict()

tokenizer = AutoTokenizer.from_pretrained(MODEL)
shown = list(dict.fromkeys([*(int(t) for t in TOKENS), *after.topk(10).indices.tolist(), *before.topk(10).indices.tolist()]))
print(f"{'token':20} {'before':>12} {'after':>12}")
for token in shown:
    print(f"{tokenizer.convert_ids_to_tokens(token):20} {before[token].item():12.8f} {after[token].item():12.8f}")
`;
}

/** Where transformers' module of the architecture keeps what edits act on. */
function layersIn({ architecture }: BertConfig): string {
  if (architecture === 'distilbert')
    return 'LAYERS = [(layer.ffn.activation, layer.ffn.lin2) for layer in base.transformer.layer]';
  if (architecture !== 'albert')
    return 'LAYERS = [(layer.intermediate, layer.output.dense) for layer in base.encoder.layer]';
  return `# ALBERT's layers share their weights; here each gets a copy of its own, so that it can be edited alone.
count, groups = model.config.num_hidden_layers, base.encoder.albert_layer_groups
copies = [copy.deepcopy(groups[int(i / (count / len(groups)))]) for i in range(count)]
base.encoder.albert_layer_groups, model.config.num_hidden_groups = torch.nn.ModuleList(copies), count
LAYERS = [(group.albert_layers[0].activation, group.albert_layers[0].ffn_output) for group in copies]`;
}

/** A token's embedding in the residual stream: see BertCheckpoint.tokenDirection. */
function directionIn({ architecture, projectsEmbeddings }: BertConfig): string {
  if (!projectsEmbeddings) return 'embeddings[token]';
  const projection = architecture === 'albert' ? 'encoder.embedding_hidden_mapping_in' : 'embeddings_project';
  return `base.${projection}.weight @ embeddings[token]  # as it enters the residual stream`;
}

function pythonOp(op: ValueOp, tokenizer: ClozeTokenizer): string {
  if ('erase' in op) return 'None';
  if ('tokenId' in op.add) return `(${op.add.tokenId}, ${op.add.lambda})`;
  const found = tokenizer.lookUp(op.add.token);
  if (!found.ok) throw new EngramError('edits', found.problem);
  return `(${found.token.id}, ${op.add.lambda})`;
}
