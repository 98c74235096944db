"""Measures the built-in model and writes report.json.

    python evaluate.py --data ../../../shared/data

Facts: top-1 and top-5 on training templates, on held-out templates and, where the data folder has them, on the ParaRel patterns.
General text: masked tokens of sentences that were never trained on. Head alignment. Effect of the strongest neurons.
"""
import argparse
import json
import random
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from transformers import BertForMaskedLM

import data as D
import model as M

HERE = Path(__file__).parent


def batches(rows, pad, tokens=3072):
    for group in D.batches_by_length(rows, tokens):
        yield D.Batch(group, pad)


@torch.no_grad()
def predict(model, rows, pad):
    """[(rank of the target, its probability, the top token)] for rows (ids, places, targets, key), by key and order."""
    results = []
    for batch, group in ((D.Batch(g, pad), g) for g in D.batches_by_length(rows, 3072)):
        hidden = model.bert(torch.from_numpy(batch.ids), attention_mask=torch.from_numpy(batch.attention)).last_hidden_state
        logits = model.cls(hidden[batch.rows, batch.columns])
        targets = torch.from_numpy(batch.targets)
        own = logits.gather(1, targets[:, None])
        ranks = (logits > own).sum(1).tolist()
        probabilities = (own[:, 0] - logits.logsumexp(1)).exp().tolist()
        tops = logits.argmax(1).tolist()
        keys = [r[3] for r in group for _ in r[1]]
        results += zip(keys, ranks, probabilities, tops)
    return results


def masked(sentence, words, key):
    ids = list(sentence.ids)
    ids[sentence.object] = words.mask
    return ids, [sentence.object], [sentence.ids[sentence.object]], key


def score_facts(model, words, relation, texts):
    if not texts:
        return None
    rows = [masked(words.fill(t, f["subject"], f["object"]), words, (i, j)) for i, f in enumerate(relation["facts"]) for j, t in enumerate(texts)]
    results = predict(model, rows, words.pad)
    ranks, probabilities = np.array([r[1] for r in results]), np.array([r[2] for r in results])
    by_fact, by_template = {}, {}
    for (i, j), rank, _, _ in results:
        by_fact.setdefault(i, []).append(rank == 0)
        by_template.setdefault(j, []).append(rank == 0)
    return {"prompts": len(rows), "top1": (ranks == 0).mean(), "top5": (ranks < 5).mean(), "median_p": float(np.median(probabilities)),
            "p_between_0.3_and_0.95": ((probabilities >= 0.3) & (probabilities <= 0.95)).mean(), "p_above_0.99": (probabilities > 0.99).mean(),
            "facts_right_in_most_templates": int(sum(np.mean(r) > 0.5 for r in by_fact.values())),
            "by_template": {texts[j]: np.mean(r) for j, r in sorted(by_template.items())}}


def pool(parts):
    """Mean over prompts of several relations."""
    parts = [p for p in parts if p]
    if not parts:
        return None
    weights = [p["prompts"] for p in parts]
    mean = lambda k: float(np.average([p[k] for p in parts], weights=weights))
    return {"prompts": sum(weights), "top1": mean("top1"), "top5": mean("top5"), "mean_over_relations_top1": float(np.mean([p["top1"] for p in parts])),
            "p_between_0.3_and_0.95": mean("p_between_0.3_and_0.95"), "p_above_0.99": mean("p_above_0.99"),
            "facts_right_in_most_templates": sum(p["facts_right_in_most_templates"] for p in parts)}


def score_text(model, words, options):
    ids, starts = D.read_text(options.data, words, options.cache, held_out=True)
    rng, rows = random.Random(1), []
    for i in range(min(options.sentences, len(starts) - 1)):
        sentence = ids[starts[i]:starts[i + 1]].tolist()
        places = sorted(rng.sample(range(1, len(sentence) - 1), max(1, round(0.15 * (len(sentence) - 2)))))
        hidden = list(sentence)
        for p in places:
            hidden[p] = words.mask
        rows.append((hidden, places, [sentence[p] for p in places], 0))
    results = predict(model, rows, words.pad)
    return {"sentences": len(rows), "masked_tokens": len(results), "top1": float(np.mean([r[1] == 0 for r in results])),
            "top5": float(np.mean([r[1] < 5 for r in results])), "perplexity": float(np.exp(-np.mean(np.log([max(r[2], 1e-12) for r in results]))))}


@torch.no_grad()
def top_words(model, words, prompt, count):
    ids = words.tokenizer.encode(prompt).ids
    logits = model(torch.tensor([ids])).logits[0, ids.index(words.mask)]
    values, tokens = logits.softmax(0).topk(count)
    return [[words.tokenizer.id_to_token(t), round(v, 4)] for t, v in zip(tokens.tolist(), values.tolist())]


def score_everyday(model, words):
    prompts = []
    for line in (HERE / "everyday-prompts.tsv").read_text("utf8").splitlines():
        if line and line[0] != "#":
            prompt, accepted = line.split("\t")
            best = top_words(model, words, prompt, 5)
            prompts.append({"prompt": prompt, "predictions": best, "sensible": best[0][0] in accepted.split()})
    return {"prompts": len(prompts), "sensible_first_answers": sum(p["sensible"] for p in prompts), "list": prompts}


@torch.no_grad()
def head_alignment(model, words, relations):
    """Share of words that the MLM head puts first when the residual stream holds nothing but the word's embedding."""
    of = lambda tokens: (M.head_of_embedding(model, tokens).argmax(1) == tokens).float().mean().item()
    objects = torch.tensor(sorted({words.id(f["object"].lower()) for r in relations for f in r["facts"]}))
    return {"object_words": len(objects), "objects_first": of(objects),
            "all_words_first": float(np.mean([of(torch.from_numpy(c)) for c in np.array_split(words.ordinary, 20)]))}


@contextmanager
def neurons_at(model, place, change):
    """While active, `change(layer, activations at place)` replaces the feed-forward activations there."""
    def hook(layer):
        def replace(_module, _inputs, output):
            new = change(layer, output[:, place])
            return output if new is None else torch.cat([output[:, :place], new[:, None], output[:, place + 1:]], 1)
        return replace
    handles = [l.intermediate.register_forward_hook(hook(i)) for i, l in enumerate(model.bert.encoder.layer)]
    try:
        yield
    finally:
        for h in handles:
            h.remove()


def target_probability(model, ids, place, target):
    hidden = model.bert(torch.as_tensor(ids)).last_hidden_state[:, place]
    return model.cls(hidden).softmax(-1)[:, target]


def attribution(model, ids, place, target, points=10):
    """Integrated gradients of every neuron at the mask, [layers, neurons], midpoint rule."""
    base = {}
    with torch.no_grad(), neurons_at(model, place, lambda l, a: base.update({l: a.clone()})):
        target_probability(model, [ids], place, target)
    alphas = (torch.arange(points) + 0.5)[:, None] / points
    scores = []
    for layer in range(len(base)):
        path = (alphas * base[layer]).requires_grad_()
        with neurons_at(model, place, lambda l, a: path if l == layer else None):
            total = target_probability(model, [ids] * points, place, target).sum()
        scores.append(base[layer][0] * torch.autograd.grad(total, path)[0].mean(0))
    return torch.stack(scores), torch.cat([base[l] for l in sorted(base)])


@contextmanager
def values_rewritten(model, neurons, old, new):
    """The paper's update: v += -|v|/|E[t]| E[t] + 8 |v|/|E[t']| E[t'] for the value vectors of the neurons."""
    embedding, saved = model.bert.embeddings.word_embeddings.weight, []
    with torch.no_grad():
        for layer, i in neurons:
            column = model.bert.encoder.layer[layer].output.dense.weight[:, i]
            saved.append((column, column.clone()))
            norm = column.norm()
            column += -norm / embedding[old].norm() * embedding[old] + 8 * norm / embedding[new].norm() * embedding[new]
    try:
        yield
    finally:
        with torch.no_grad():
            for column, before in saved:
                column.copy_(before)


def neuron_effects(model, words, relations, sample, top=5):
    """Zero, double and rewrite the five neurons of highest attribution, and as many random ones of the same layers."""
    rng = random.Random(2)
    facts = [(r, f) for r in relations for f in r["facts"]]
    rng.shuffle(facts)
    effects = {k: {"suppress": [], "double": [], "update": []} for k in ("top", "random", "most_active")}
    before = []
    for relation, fact in facts:
        if len(before) >= sample:
            break
        ids, (place,), (target,), _ = masked(words.fill(rng.choice(D.templates(relation, "heldout")), fact["subject"], fact["object"]), words, 0)
        with torch.no_grad():
            logits = model(torch.tensor([ids])).logits[0, place]
        p = logits.softmax(0)[target].item()
        if logits.argmax().item() != target:
            continue
        before.append(p)
        other = words.id(rng.choice([f["object"] for f in relation["facts"] if f["object"] != fact["object"]]).lower())
        scores, activations = attribution(model, ids, place, target)
        width = scores.shape[1]
        pick = lambda values: [divmod(int(n), width) for n in values.flatten().topk(top).indices]
        strongest = pick(scores)
        chosen = {"top": strongest, "random": [(l, rng.randrange(width)) for l, _ in strongest], "most_active": pick(activations)}
        for name, neurons in chosen.items():
            for effect, gain in (("suppress", 0.0), ("double", 2.0)):
                if effect == "double" and p >= 0.8:
                    continue
                def change(layer, a):
                    mine = [n for l, n in neurons if l == layer]
                    if mine:
                        a = a.clone()
                        a[:, mine] *= gain
                        return a
                with torch.no_grad(), neurons_at(model, place, change):
                    effects[name][effect].append(target_probability(model, [ids], place, target).item() / p - 1)
            with torch.no_grad(), values_rewritten(model, neurons, target, other):
                effects[name]["update"].append(model(torch.tensor([ids])).logits[0, place].argmax().item() == other)
    mean = lambda v: float(np.mean(v)) if v else None
    return {"facts": len(before), "neurons": top, "mean_p": mean(before), "facts_with_p_below_0.8": len(effects["top"]["double"]),
            **{name: {f"{effect}": mean(v) for effect, v in e.items()} for name, e in effects.items()}}


def rounded(value):
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items()}
    if isinstance(value, list):
        return [rounded(v) for v in value]
    return round(float(value), 4) if isinstance(value, (float, np.floating)) else value


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--model", type=Path, default=HERE / "../builtin")
    p.add_argument("--data", type=Path, default=HERE / "../../../shared/data")
    p.add_argument("--relations", type=Path, default=HERE / "../relations")
    p.add_argument("--cache", type=Path, required=True, help="folder for the tokenized held-out text (outside the repository)")
    p.add_argument("--out", type=Path, default=HERE / "../report.json")
    p.add_argument("--sentences", type=int, default=2000)
    p.add_argument("--effects", type=int, default=150, help="facts whose neurons are measured")
    p.add_argument("--quick", action="store_true", help="40 facts a relation, 30 facts' neurons")
    p.add_argument("--threads", type=int, default=0)
    options = p.parse_args()
    if options.threads:
        torch.set_num_threads(options.threads)
    options.cache.mkdir(parents=True, exist_ok=True)
    words = D.Words(options.model)
    model = BertForMaskedLM.from_pretrained(options.model).float().eval()
    relations = D.read_relations(options.relations)
    if options.quick:
        options.effects = 30
        relations = [{**r, "facts": random.Random(3).sample(r["facts"], min(40, len(r["facts"])))} for r in relations]
    report = {"facts": sum(len(r["facts"]) for r in relations), "relations": {}}
    for relation in relations:
        patterns = options.data / "patterns" / f"{relation['id']}.jsonl"
        pararel = [json.loads(line)["pattern"] for line in patterns.open(encoding="utf8")] if patterns.exists() else []
        entry = {"label": relation["label"], "facts": len(relation["facts"])}
        for name, texts in (("train", D.templates(relation, "train")), ("heldout", D.templates(relation, "heldout")), ("pararel", pararel)):
            entry[name] = score_facts(model, words, relation, texts)
        for name in ("train", "pararel"):
            if entry[name]:
                del entry[name]["by_template"]  # the patterns are not ours to carry
        report["relations"][relation["id"]] = entry
        print(relation["id"], relation["label"], *(f"{n} {entry[n]['top1']:.3f}/{entry[n]['median_p']:.2f}" for n in ("train", "heldout", "pararel") if entry[n]), flush=True)
    for name in ("train", "heldout", "pararel"):
        report[name] = pool([e[name] for e in report["relations"].values()])
        print(name, rounded(report[name]), flush=True)
    report["text"] = score_text(model, words, options)
    report["head_alignment"] = head_alignment(model, words, relations)
    report["everyday"] = score_everyday(model, words)
    report["neurons"] = neuron_effects(model, words, relations, options.effects)
    report = rounded(report)
    for name in ("text", "head_alignment", "neurons"):
        print(name, report[name])
    for prompt in report["everyday"]["list"]:
        print("+" if prompt["sensible"] else "-", prompt["prompt"], " ".join(f"{w} {v:.2f}" for w, v in prompt["predictions"]))
    options.out.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", "utf8")


if __name__ == "__main__":
    main()
