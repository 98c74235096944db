"""What the workbench's operations give on the two tiny BERTs of make_reference.py, in float64 and without Engram's code.

    python models/reference/make_workbench.py        (after make_reference.py; half a minute)

Writes beside each model `workbench.json` (what was asked, and small results) and `workbench.safetensors`:

    lens [L+1, V]         the head on every layer's residual stream at [MASK]      maps, attention [L, H, T, T]  attention maps, and their
    positions [L, T, F]   activations at every token                               attribution (Hao et al. 2021; 48-point Gauss-Legendre)
    hears [V]             E . k of one neuron                                      attention_expected [L]  P(A) - P(0)
    updated [N, V]        logits of every paraphrase with the update on            edited_lens [L+1, V], edited_positions [L, T, F]  with edits
"""

import json

import numpy as np
import torch
from safetensors.torch import save_file
from transformers import BertForMaskedLM, BertTokenizer

from make_reference import HERE, Bert, attribution, edited_logits

NODES, WEIGHTS = np.polynomial.legendre.leggauss(48)
ALPHAS, WEIGHTS = (NODES + 1) / 2, WEIGHTS / 2
PARAPHRASES = ["The capital of {} is [MASK].", "[MASK] is the capital of {}.", "{} is near the city [MASK]!", "In {} the capital is [MASK].",
               "She writes to {} and [MASK]."]
# subject, right answer
FACTS = [("Norway", "Oslo"), ("Peru", "Lima"), ("Egypt", "Cairo")]
OTHERS = [("[MASK] sings near the old bridge.", "Anna"), ("The young painter crossed the [MASK].", "river"), ("He is [MASK] in winter.", "old")]
T, S = 0.2, 0.7
GAINS = [0, 0.5, 1, 2, 3.5, 5]
LAMBDAS = (1, 8)


class Model:
    def __init__(self, name):
        folder = HERE / name
        self.tokenizer = BertTokenizer.from_pretrained(folder)
        self.bert = Bert(BertForMaskedLM.from_pretrained(folder, attn_implementation="eager").eval())
        self.hf = self.bert.model
        self.vocab = (folder / "vocab.txt").read_text(encoding="utf-8").split("\n")[:-1]
        self.lowercase = "uncased" in name

    def id(self, word):
        return self.vocab.index(word.lower() if self.lowercase else word)

    def ids(self, prompt):
        ids = torch.tensor([self.tokenizer(prompt)["input_ids"]])
        return ids, ids[0].tolist().index(self.tokenizer.mask_token_id)

    def activations(self, ids):
        with torch.no_grad():
            self.bert.run(ids)
        return torch.stack([self.bert.seen[layer][0] for layer in range(len(self.bert.layers))])  # [L, T, F]

    def logits(self, prompt, document):
        ids, p = self.ids(prompt)
        return edited_logits(self.bert, ids, p, document, self.vocab)


def edits(neurons=(), values=()):
    return dict(version=1, neurons=list(neurons), values=list(values))


def scores_of(model, prompt, target):
    ids, p = model.ids(prompt)
    return attribution(model.bert, ids, p, target, model.activations(ids)[:, p], ALPHAS, WEIGHTS)


def refined(maps, t, s):
    """Neurons that reach t * max in at least s of the maps; [layer, neuron, count], most frequent first."""
    count = sum((m >= t * m.max()).int() for m in maps)
    mean = sum(torch.where(m >= 0.05 * m.max(), m, 0) for m in maps) / len(maps)
    width = count.shape[1]
    flat = [i for i in range(count.numel()) if count.flatten()[i] >= s * len(maps) - 1e-9 and count.flatten()[i] > 0]
    flat.sort(key=lambda i: (-count.flatten()[i].item(), -mean.flatten()[i].item()))
    return [[i // width, i % width, count.flatten()[i].item()] for i in flat]


def adjusted(facts, t):
    size = lambda step: sum(len(refined(maps, t, step * 0.05)) for maps in facts) / len(facts)
    step, mean = 14, size(14)
    direction = 1 if mean > 5 else -1
    while (mean > 5 if direction > 0 else mean < 2) and 1 <= step + direction <= 20:
        step += direction
        mean = size(step)
    return dict(s=round(step * 0.05, 2), meanSize=mean)


def group(model, prompts, document):
    """Scores of prompts with known answers, without and with the edits."""
    rows = []
    for d in (edits(), document):
        logs = [(model.logits(prompt, d).log_softmax(-1), target) for prompt, target in prompts]
        rows.append([dict(top=log.argmax().item(), log=log[target].item(), p=log[target].exp().item(), right=int(log.argmax() == target)) for log, target in logs])
    score = lambda row: dict(perplexity=float(np.exp(-np.mean([r["log"] for r in row]))), accuracy=float(np.mean([r["right"] for r in row])),
                             probability=float(np.mean([r["p"] for r in row])))
    odds = lambda r: r["log"] - np.log1p(-r["p"])
    before, after = rows
    return dict(before=score(before), after=score(after), answersChanged=float(np.mean([a["top"] != b["top"] for a, b in zip(before, after)])),
                logOdds=float(np.mean([odds(b) - odds(a) for a, b in zip(before, after)])))


def layer_forward(layer, x, heads, maps=None, act=None):
    """One encoder layer [B, T, D]; with its attention maps given, as a function of them. Also returns the maps."""
    B, length, D = x.shape
    split = lambda y: y.view(B, length, heads, D // heads).transpose(1, 2)
    own = layer.attention.self
    if maps is None:
        q, k = split(own.query(x)), split(own.key(x))
        maps = (q @ k.transpose(-1, -2) / (D // heads) ** 0.5).softmax(-1)
    mixed = (maps @ split(own.value(x))).transpose(1, 2).reshape(B, length, D)
    h = layer.attention.output.LayerNorm(layer.attention.output.dense(mixed) + x)
    return layer.output(layer.intermediate(h), h), maps


def attention_attribution(model, prompt, target):
    ids, p = model.ids(prompt)
    heads = model.hf.config.num_attention_heads
    layers = model.bert.layers
    with torch.no_grad():
        states = [model.hf.bert.embeddings(ids)]
        maps = []
        for layer in layers:
            y, a = layer_forward(layer, states[-1], heads)
            states.append(y)
            maps.append(a[0])
        assert (model.hf.cls(states[-1]) - model.hf(ids).logits).abs().max() < 1e-10
    scores, expected = [], []
    for l in range(len(layers)):
        def probability(alphas, scaled):
            x = layer_forward(layers[l], states[l].expand(len(alphas), -1, -1), heads, scaled)[0]
            for layer in layers[l + 1:]:
                x = layer_forward(layer, x, heads)[0]
            return model.hf.cls(x[:, p]).softmax(-1)[:, target]

        scaled = torch.stack([alpha * maps[l] for alpha in ALPHAS]).requires_grad_()
        (gradient,) = torch.autograd.grad(probability(ALPHAS, scaled).sum(), scaled)
        scores.append(maps[l] * (torch.tensor(WEIGHTS)[:, None, None, None] * gradient).sum(0))
        with torch.no_grad():
            ends = probability([0, 1], torch.stack([0 * maps[l], maps[l]]))
        expected.append((ends[1] - ends[0]).item())
    return torch.stack(maps), torch.stack(scores), torch.tensor(expected)


def lens(model, prompt, document):
    """[L+1, V] by the edited model: the head is not edited, so only the hidden states differ."""
    ids, p = model.ids(prompt)
    states = []
    handle = model.hf.bert.encoder.register_forward_pre_hook(lambda _m, args: states.append(args[0][0, p].detach()))
    handles = [layer.register_forward_hook(lambda _m, _i, out: states.append((out[0] if isinstance(out, tuple) else out)[0, p].detach())) for layer in model.bert.layers]
    edited_logits(model.bert, ids, p, document, model.vocab)
    activations = torch.stack([model.bert.seen[layer][0].detach() for layer in range(len(model.bert.layers))])
    for h in [handle, *handles]:
        h.remove()
    with torch.no_grad():
        return torch.stack([model.hf.cls(state[None])[0] for state in states]), activations


def make(name):
    model = Model(name)
    facts = []
    for subject, answer in FACTS:
        subject = subject.lower() if model.lowercase else subject
        target = model.id(answer)
        prompts = [template.format(subject) for template in PARAPHRASES]
        facts.append(dict(target=target, prompts=prompts, maps=[scores_of(model, prompt, target) for prompt in prompts]))
    sets = [refined(fact["maps"], T, S) for fact in facts]
    near = min(abs(m / m.max() - T).min().item() for fact in facts for m in fact["maps"])
    # A relative error of 1e-4 in a score must not decide whether a neuron is in.
    assert near > 2e-5, near

    first, prompt = facts[0], facts[0]["prompts"][0]
    refs = [dict(layer=l, neuron=i) for l, i, _ in refined(first["maps"], T, 0.6)]
    to = model.id(FACTS[1][1])
    ops = [dict(add=dict(tokenId=first["target"], **{"lambda": -LAMBDAS[0]})), dict(add=dict(tokenId=to, **{"lambda": LAMBDAS[1]}))]
    update = edits(values=[{**ref, "ops": ops} for ref in refs])
    erase = edits(values=[{**ref, "ops": [{"erase": True}]} for ref in refs])
    groups = {"relation": [(p, fact["target"]) for fact in facts for p in fact["prompts"]], "others": [(p, model.id(w)) for p, w in OTHERS]}
    document = edits(neurons=[{**refs[0], "gain": 0.25, "at": "all"}, {**refs[1], "gain": 3, "at": "mask"}], values=[{**refs[2], "ops": ops}])

    maps, scores, expected = attention_attribution(model, prompt, first["target"])
    plain_lens, positions = lens(model, prompt, edits())
    edited_lens, edited_positions = lens(model, prompt, document)
    decoder = model.hf.cls.predictions.decoder.weight
    dose = [[model.logits(prompt, edits(neurons=[{**ref, "gain": gain, "at": "mask"} for ref in refs])).softmax(-1)[token].item() for gain in GAINS]
            for token in (first["target"], to)]
    save = dict(lens=plain_lens, edited_lens=edited_lens, positions=positions, edited_positions=edited_positions, maps=maps, attention=scores,
                attention_expected=expected, hears=decoder @ model.bert.layers[1].intermediate.dense.weight[3],
                updated=torch.stack([model.logits(p, update) for p in first["prompts"]]))
    save_file({key: value.detach().float().contiguous() for key, value in save.items()}, HERE / name / "workbench.safetensors")
    out = dict(
        facts=[dict(target=fact["target"], prompts=fact["prompts"], largest=[m.max().item() for m in fact["maps"]], refined=found) for fact, found in zip(facts, sets)],
        thresholds=dict(t=T, s=S), adjusted=adjusted([fact["maps"] for fact in facts], T), neurons=refs, to=to,
        lambdas=dict(lambda1=LAMBDAS[0], lambda2=LAMBDAS[1]), erased={key: group(model, prompts, erase) for key, prompts in groups.items()},
        groups={key: [dict(prompt=p, target=t) for p, t in prompts] for key, prompts in groups.items()},
        gains=GAINS, dose=dose, edits=document, hears=dict(layer=1, neuron=3),
    )
    (HERE / name / "workbench.json").write_text(json.dumps(out, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    residual = (scores.sum((1, 2, 3)) - expected).abs().max().item()
    print(f"{name}: sets {[len(s) for s in sets]}, s adjusted {out['adjusted']}, attention residual {residual:.1e}, nearest to a threshold {near:.1e}")


if __name__ == "__main__":
    for folder in ("small-cased-untied", "small-uncased-tied"):
        make(folder)
