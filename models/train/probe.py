"""A quick look at the knowledge neurons of a model in training: how far the five strongest ones carry its facts.

The exact figures come from `npm run -s engram -- evaluate`; this is for watching a run.
"""
import random
from contextlib import contextmanager

import torch

import data as D


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
    hidden = model.bert(torch.as_tensor(ids, device=model.device)).last_hidden_state[:, place]
    return model.cls(hidden).softmax(-1)[:, target]


def attribution(model, ids, place, target, points):
    """Integrated gradients of every neuron at the mask, [layers, neurons], midpoint rule."""
    base = {}
    with torch.no_grad(), neurons_at(model, place, lambda l, a: base.update({l: a.clone()})):
        target_probability(model, [ids], place, target)
    alphas = (torch.arange(points, device=model.device) + 0.5)[:, None] / points
    scores = []
    for layer in range(len(base)):
        path = (alphas * base[layer]).requires_grad_()
        with neurons_at(model, place, lambda l, a: path if l == layer else None):
            total = target_probability(model, [ids] * points, place, target).sum()
        scores.append(base[layer][0] * torch.autograd.grad(total, path)[0].mean(0))
    return torch.stack(scores)


def probe(model, words, relations, count, seed=5, points=6, top=5):
    """Means over `count` facts, one held-out template each: top-1, P, and the change of P with the five strongest neurons at 0 and doubled."""
    rng, was_training = random.Random(seed), model.training
    model.eval()
    right, before, zero, double = [], [], [], []
    facts = [(relation, fact) for relation in relations for fact in relation["facts"]]
    for relation, fact in rng.sample(facts, count):
        sentence = words.fill(rng.choice(D.templates(relation, "heldout")), fact["subject"], fact["object"])
        ids, place, target = list(sentence.ids), sentence.object, sentence.ids[sentence.object]
        ids[place] = words.mask
        with torch.no_grad():
            chances = target_probability(model, [ids], place, slice(None))[0]
        p = chances[target].item()
        before.append(p)
        right.append(float(chances.argmax().item() == target))
        if not right[-1]:
            continue
        scores = attribution(model, ids, place, target, points)
        width = scores.shape[1]
        neurons = [divmod(n, width) for n in scores.flatten().topk(top).indices.tolist()]
        for gain, into in ((0.0, zero), (2.0, double)):
            def change(layer, a):
                mine = [n for l, n in neurons if l == layer]
                if mine:
                    a = a.clone()
                    a[:, mine] *= gain
                    return a
            if gain == 0 or p < 0.8:
                with torch.no_grad(), neurons_at(model, place, change):
                    into.append(target_probability(model, [ids], place, target).item() / p - 1)
    model.train(was_training)
    mean = lambda v: round(sum(v) / len(v), 3) if v else None
    return {"held_out_top1": mean(right), "p": mean(before), "suppress": mean(zero), "double": mean(double)}
