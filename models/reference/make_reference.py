"""Two tiny random BERTs and what they compute, in float64: the numbers that Engram's tests are held against.

    python models/reference/make_reference.py        (torch, transformers, numpy; a few seconds;
                                                      made with torch 2.13 and transformers 5.23)

Every folder holds a model in Hugging Face layout, `golden.json` (the cases) and `golden.safetensors`, per case N:

    caseN.logits [V] at [MASK]      caseN.hidden_states [L+1, T, D]    caseN.ffn_activations [L, F] at [MASK]
    caseN.ig_left20 [L, F]          20 points alpha = 0/20 .. 19/20    caseN.ig_exact [L, F]  48-point Gauss-Legendre
    caseN.ig_completeness [L]       P(a) - P(0), layer by layer        caseN.edit.NAME [V]    logits with the edits on

`tokens.json` holds the token ids of texts that are hard to split, for these models and for the built-in one.
`golden.json` describes each edit as an edits document (`documents`), the same that Engram's command line reads.
The models are random: what counts is that their numbers are not small or regular, so that a wrong sign, axis,
epsilon or bias shows. Weights are drawn as float32 (they are what the file holds) and computed with as float64.
"""

import json
import math
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from transformers import BertConfig, BertForMaskedLM, BertTokenizer

HERE = Path(__file__).parent
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
WORDS = """the a of in is was and to it on by for with she he they river mountain bridge lamp garden winter summer
baker sailor painter city harbour capital language island north south built crossed sleeps sings writes near old
young blue green bread stone glass Oslo Lima Cairo Norway Peru Egypt Ada Nile Anna Tom""".split()
PIECES = ["##s", "##ed", "##ing", "##er", "##ly", "##ful", "##land", "##light", "##man", "##way"]
PUNCTUATION = list(".,!?'-()") + ["\u00e9", "\u6c34", "\u706b"]


def vocabulary(lowercase):
    words = list(dict.fromkeys(w.lower() if lowercase else w for w in WORDS))
    letters = [chr(c) for c in range(ord("a"), ord("z") + 1)]
    capitals = [] if lowercase else list("ABCLNOPT")
    tail = [f"##{c}" for c in letters[:18]]
    accents = [p for p in PUNCTUATION if not (lowercase and p == "\u00e9")]
    return list(dict.fromkeys(SPECIAL + accents + letters + capitals + words + PIECES + tail))


MODELS = {
    "small-cased-untied": dict(
        lowercase=False,
        seed=11,
        config=dict(hidden_size=24, num_hidden_layers=3, num_attention_heads=3, intermediate_size=56, hidden_act="gelu",
                    layer_norm_eps=1e-6, max_position_embeddings=40, tie_word_embeddings=False),
        prompts=[("The capital of Norway is [MASK].", "Oslo"),
                 ("[MASK] sings near the old bridge!", "Anna"),
                 ("In winter the young painter crossed the river, and she writes to Tom (a sailor) by [MASK] light.", "lamp")],
    ),
    "small-uncased-tied": dict(
        lowercase=True,
        seed=12,
        config=dict(hidden_size=20, num_hidden_layers=4, num_attention_heads=5, intermediate_size=48, hidden_act="gelu_new",
                    layer_norm_eps=1e-12, max_position_embeddings=32, tie_word_embeddings=True),
        prompts=[("The capital of Egypt is [MASK].", "cairo"),
                 ("Caf\u00e9 \u6c34 [MASK]?", "blue"),
                 ("the the the the stones [MASK] the the the the the the the the the the the the the the the", "glass")],
    ),
}


def build(spec, vocab):
    torch.manual_seed(spec["seed"])
    config = BertConfig(vocab_size=len(vocab), type_vocab_size=2, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
                        **spec["config"])
    model = BertForMaskedLM(config).eval()
    generator = torch.Generator().manual_seed(spec["seed"])
    with torch.no_grad():
        for name, p in model.named_parameters():
            noise = torch.randn(p.shape, generator=generator)
            if "LayerNorm.weight" in name:
                p.copy_(1 + 0.3 * noise)
            elif p.dim() == 1:
                p.copy_(0.2 * noise)
            elif "embeddings" in name:
                p.copy_(0.6 * noise)
            else:
                p.copy_(noise * 1.4 / math.sqrt(p.shape[1]))
    return model


class Bert:
    """The model in float64, with a hook at every layer's neurons (after the activation, before the value vectors)."""

    def __init__(self, model):
        self.model = model.double()
        self.layers = model.bert.encoder.layer
        self._watch([layer.intermediate for layer in self.layers])

    def _watch(self, modules):
        """One a layer, each giving its neurons' activations."""
        self.act = None  # (layer, tensor [B, T, F]) -> tensor
        self.seen = {}
        for index, module in enumerate(modules):
            module.register_forward_hook(lambda _m, _i, out, index=index: self._hook(index, out))

    def _hook(self, index, out):
        if self.act is not None:
            out = self.act(index, out)
        self.seen[index] = out
        return out

    def run(self, ids, act=None):
        self.act = act
        result = self.model(ids, output_hidden_states=True)
        self.act = None
        return result


def attribution(bert, ids, p, target, activations, alphas, weights):
    """[L, F]: a * sum_j w_j dP/da(alpha_j a), and P at every alpha; one layer scaled at a time, at position p."""
    layers, neurons = activations.shape
    out = torch.zeros(layers, neurons, dtype=torch.float64)
    for layer in range(layers):
        base = activations[layer]
        scaled = torch.stack([alpha * base for alpha in alphas]).requires_grad_()

        def act(index, a):
            if index != layer:
                return a
            a = a.clone()
            a[:, p] = scaled
            return a

        logits = bert.run(ids.expand(len(alphas), -1), act).logits[:, p]
        probability = logits.softmax(-1)[:, target]
        (gradient,) = torch.autograd.grad(probability.sum(), scaled)
        out[layer] = base * (torch.tensor(weights, dtype=torch.float64)[:, None] * gradient).sum(0)
    return out


def probability_without(bert, ids, p, target, layer):
    def act(index, a):
        if index == layer:
            a = a.clone()
            a[:, p] = 0
        return a

    with torch.no_grad():
        return bert.run(ids, act).logits[0, p].softmax(-1)[target].item()


def edited_logits(bert, ids, p, document, vocab):
    """Logits at p under an edits document, as the document's definition says, without any of Engram's code."""
    words = bert.model.bert.embeddings.word_embeddings.weight

    def act(index, a):
        a = a.clone()
        for edit in document["neurons"]:
            if edit.get("off") or edit["layer"] != index:
                continue
            rows = slice(None) if edit["at"] == "all" else p
            i = edit["neuron"]
            if "gain" in edit:
                a[:, rows, i] = a[:, rows, i] * edit["gain"]
            else:
                a[:, rows, i] = edit["value"]
        return a

    saved = []
    with torch.no_grad():
        for edit in document["values"]:
            if edit.get("off"):
                continue
            matrix = bert.layers[edit["layer"]].output.dense.weight  # [D, F]
            before = matrix[:, edit["neuron"]].clone()
            saved.append((matrix, edit["neuron"], before))
            vector = before.clone()
            for op in edit["ops"]:
                if op.get("erase"):
                    vector = torch.zeros_like(vector)
                else:
                    add = op["add"]
                    row = words[add["tokenId"] if "tokenId" in add else vocab.index(add["token"])]
                    vector = vector + add["lambda"] * before.norm() / row.norm() * row
            matrix[:, edit["neuron"]] = vector
        logits = bert.run(ids, act).logits[0, p].clone()
        for matrix, neuron, before in saved:
            matrix[:, neuron] = before
    return logits


def documents(top, target, other, vocab):
    """One edits document for every kind of edit; `top` are the six strongest neurons as [layer, neuron]."""
    at = lambda k: dict(layer=top[k][0], neuron=top[k][1])
    none = dict(version=1, neurons=[], values=[])
    word = lambda i: dict(token=vocab[i])
    return {
        "zero_mask": {**none, "neurons": [{**at(k), "gain": 0, "at": "mask"} for k in range(3)]},
        "double_mask": {**none, "neurons": [{**at(k), "gain": 2, "at": "mask"} for k in range(3)]},
        "gain_all": {**none, "neurons": [{**at(0), "gain": -1.5, "at": "all"}, {**at(4), "gain": 3, "at": "all"}]},
        "value_mask": {**none, "neurons": [{**at(0), "value": 3.5, "at": "mask"}]},
        "value_all": {**none, "neurons": [{**at(1), "value": -2.25, "at": "all"}]},
        "erase_values": {**none, "values": [{**at(k), "ops": [{"erase": True}]} for k in range(3)]},
        "update_fact": {**none, "values": [{**at(k), "ops": [{"add": {**word(target), "lambda": -1}}, {"add": {"tokenId": other, "lambda": 8}}]}
                                           for k in range(2)]},
        "mixed": {
            "version": 1,
            "neurons": [{**at(0), "gain": 0.5, "at": "all"}, {**at(0), "gain": 3, "at": "mask"}, {**at(1), "value": 1.5, "at": "mask"},
                        {**at(1), "gain": -2, "at": "all"}, {**at(2), "gain": 0, "at": "all", "off": True}],
            "values": [{**at(0), "ops": [{"erase": True}, {"add": {**word(other), "lambda": 2}}]},
                       {**at(3), "ops": [{"add": {"tokenId": target, "lambda": -0.5}}]},
                       {**at(5), "off": True, "ops": [{"erase": True}]}],
        },
    }


def make(name, spec):
    folder = HERE / name
    folder.mkdir(exist_ok=True)
    vocab = vocabulary(spec["lowercase"])
    (folder / "vocab.txt").write_text("\n".join(vocab) + "\n", encoding="utf-8")
    tokenizer = BertTokenizer({token: i for i, token in enumerate(vocab)}, do_lower_case=spec["lowercase"])
    tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "tokenizer_config.json").write_text(json.dumps({"do_lower_case": spec["lowercase"], "tokenizer_class": "BertTokenizer"}) + "\n")
    model = build(spec, vocab)
    model.save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)

    bert = Bert(model)
    cases, tensors = [], {}
    nodes, weights = np.polynomial.legendre.leggauss(48)
    for n, (prompt, target_word) in enumerate(spec["prompts"]):
        ids = torch.tensor([tokenizer(prompt)["input_ids"]])
        p = ids[0].tolist().index(tokenizer.mask_token_id)
        target = vocab.index(target_word)
        with torch.no_grad():
            result = bert.run(ids)
        activations = torch.stack([bert.seen[layer][0, p] for layer in range(len(bert.layers))])
        logits = result.logits[0, p]
        probability = logits.softmax(-1)[target].item()
        exact = attribution(bert, ids, p, target, activations, (nodes + 1) / 2, weights / 2)
        strongest = exact.flatten().abs().argsort(descending=True)[:6].tolist()
        top = [[i // exact.shape[1], i % exact.shape[1]] for i in strongest]
        docs = documents(top, target, len(SPECIAL) + (target + 29) % (len(vocab) - len(SPECIAL)), vocab)
        out = {
            "logits": logits,
            "hidden_states": torch.stack([h[0] for h in result.hidden_states]),
            "ffn_activations": activations,
            "ig_left20": attribution(bert, ids, p, target, activations, [j / 20 for j in range(20)], [1 / 20] * 20),
            "ig_exact": exact,
            "ig_completeness": torch.tensor([probability - probability_without(bert, ids, p, target, layer) for layer in range(len(bert.layers))]),
            **{f"edit.{key}": edited_logits(bert, ids, p, document, vocab) for key, document in docs.items()},
        }
        tensors |= {f"case{n}.{key}": value.detach().float().contiguous() for key, value in out.items()}
        cases.append({
            "prompt": prompt, "input_ids": ids[0].tolist(), "tokens": tokenizer.convert_ids_to_tokens(ids[0].tolist()), "mask_index": p,
            "target": target_word, "target_id": target, "target_probability": probability, "documents": docs,
        })
        residual = (out["ig_exact"].sum(1) - out["ig_completeness"]).abs().max().item()
        print(f"{name} case{n}: T={ids.shape[1]} P={probability:.2e} largest score {exact.abs().max():.2e} completeness residual {residual:.1e}")
    save_file(tensors, folder / "golden.safetensors")
    (folder / "golden.json").write_text(json.dumps(cases, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


HARD_TEXTS = [
    "Caf\u00e9 na\u00efve [MASK]?", "M\u00dcNCHEN is [MASK]", "\u6c34\u706b[MASK]\u5929", "\U00020000\U00020001 [MASK]", "it's a well-known [MASK]-like thing...",
    "x" * 101 + " [MASK]", "x" * 100 + " [MASK]", "\U0001f600 [MASK] \U0001f469\u200d\U0001f467", "a\u00adb\u200bc\u0000d [MASK]", "tab\there\n[MASK]\u3000wide",
    "\u201cquotes\u201d \u2014 dash\u2026 $5 + 3 = ^8~ [MASK]", "\u0130stanbul \u015e\u011e \u00df [MASK]", "\ufb01ne \u212b \uff21 [MASK]", "\ud55c\uad6d\uc5b4 [MASK] \u0e44\u0e17\u0e22",
    "[CLS] [SEP] odd [MASK] [PAD]", "the[MASK]the", " [MASK] ", "\u03a3\u03b1\u03c2 \u03a3\u0391\u03a3 [MASK]", "\u2028line\u2029 [MASK] \u0085 \ufeff x", "e\u0301te [MASK]",
    "\ue000 private \u0378 [MASK]",
]


def make_tokens():
    folders = {name: HERE / name for name in MODELS} | {"builtin": HERE.parent / "builtin"}
    out = {}
    for name, folder in folders.items():
        tokenizer = BertTokenizer.from_pretrained(folder)
        out[name] = {text: tokenizer(text)["input_ids"] for text in HARD_TEXTS}
    (HERE / "tokens.json").write_text(json.dumps(out) + "\n")


if __name__ == "__main__":
    for name, spec in MODELS.items():
        make(name, spec)
    make_tokens()
