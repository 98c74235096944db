"""Trains the built-in model: facts in our templates mixed with general text. Resumable; CPU or CUDA.

    python train.py --data ../../../shared/data --run RUN_FOLDER

Stopping and starting it again goes on from the last checkpoint. The defaults are the first and larger part of the training of the shipped weights, on one GPU;
a CPU wants fewer and smaller steps (--steps, --text, --facts). The second part is short enough for two cores: the card has its flags.

Facts are not pushed towards certainty. At the mask of an object the loss is the cross entropy of two outcomes, this object or any
other word, against a wanted probability below 0.7 (data.wanted_probability): a saturated model hardly moves when a
neuron is changed, and BERT itself is unsure. At some of these masks neurons are changed while the model learns (NeuronChanges), and in the second part
few are to be active there (NeuronChanges.density).
"""
import argparse
import json
import signal
import time
import zlib
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F

import data as D
import model as M
from probe import probe

HERE = Path(__file__).parent


class Phase(NamedTuple):
    start: float  # share of the run that has gone by
    masked: float  # share of the word pieces of general text that is masked
    changed: float  # share of the objects' masks at which neurons are changed
    sparsity: float  # weight of the loss that concentrates the activations at the objects' masks


class Schedule(NamedTuple):
    phases: tuple[Phase, ...]
    rate: tuple[tuple[float, float], ...]  # (share of the run, factor of the learning rates), linear in between


SCHEDULES = {
    "whole": Schedule(
        phases=(Phase(0, masked=0.3, changed=0, sparsity=0), Phase(0.25, masked=0.25, changed=0.3, sparsity=0), Phase(0.75, masked=0.15, changed=0.3, sparsity=0)),
        rate=((0, 0.01), (0.03, 1), (0.15, 1), (1, 0.005)),
    ),
    "sparser": Schedule(
        phases=(Phase(0, masked=0.15, changed=0.4, sparsity=0.3), Phase(0.6, masked=0.15, changed=0.4, sparsity=0.1)),
        rate=((0, 0.01), (0.05, 1), (0.4, 1), (1, 0.005)),
    ),
}

PART = 65536  # tokens of text that are worked on at once

# How the wanted probability p of an object follows its neurons: doubled p + DOUBLED_RISE (1 - p), silenced (1 - SILENCED_FALL) p.
STRONGEST, CHANGED_SHARE, DOUBLED_RISE, SILENCED_FALL = 5, 0.25, 0.3, 0.4

# The logit of the right object is to lead all others by so much, however unsure the model is to be.
MARGIN, MARGIN_WEIGHT = 1.0, 0.25

OTHER_STEPS = 4  # so often a batch of fact sentences has its subjects or random words masked instead of its objects
LOG_STEPS, HELD_OUT_STEPS = 25, 500


def parse():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--data", type=Path, nargs="+", default=[HERE / "../../../shared/data"], help="folders with text/*.txt.gz")
    p.add_argument("--relations", type=Path, default=HERE / "../relations")
    p.add_argument("--run", type=Path, required=True, help="checkpoints, caches and the log go here")
    p.add_argument("--start", type=Path, help="go on from this exported model; without it, from the encoder of all-MiniLM-L6-v2 and a new head")
    p.add_argument("--schedule", choices=list(SCHEDULES), default="whole")
    p.add_argument("--steps", type=int, default=8200)
    p.add_argument("--text", type=int, default=65536, help="tokens of general text a step")
    p.add_argument("--facts", type=int, default=6144, help="tokens of fact sentences a step")
    p.add_argument("--rate", type=float, default=8e-4, help="highest learning rate")
    p.add_argument("--embedding-rate", type=float, default=4e-4, help="highest learning rate of the word embeddings")
    p.add_argument("--fact-weight", type=float, default=1.0, help="weight of the loss on the objects of fact sentences")
    p.add_argument("--alignment", type=float, default=0.1, help="weight of the loss that keeps the head aligned with the embeddings")
    p.add_argument("--checkpoint-minutes", type=float, default=6)
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--precision", choices=["auto", "float32", "bfloat16"], default="auto")
    return p.parse_args()


def make_optimizer(model, options):
    embedding = model.bert.embeddings.word_embeddings.weight
    others = [p for p in model.parameters() if p is not embedding]
    groups = [
        {"params": [p for p in others if p.dim() > 1], "rate": options.rate, "weight_decay": 0.02},
        {"params": [p for p in others if p.dim() == 1], "rate": options.rate, "weight_decay": 0.0},
        {"params": [embedding], "rate": options.embedding_rate, "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=options.rate, betas=(0.9, 0.98), eps=1e-6, fused=True)


class Stream:
    """Groups of rows of one source. Round r is drawn from (seed, name, r) alone, so a resumed run sees what an unbroken one would."""

    def __init__(self, source, tokens, name, seed):
        self.source, self.tokens, self.seed = source, tokens, [seed, zlib.crc32(name.encode())]
        self.round, self.groups = 0, []

    def next(self):
        if not self.groups:
            rng = np.random.default_rng([*self.seed, self.round])
            groups = D.groups_of_one_length(self.source, self.source.rows(rng), self.tokens)
            self.groups = [groups[i] for i in rng.permutation(len(groups))]
            self.round += 1
        return self.groups.pop()

    def state(self):
        return self.round, len(self.groups)

    def restore(self, state):
        self.round, left = max(0, state[0] - 1), state[1]
        if state[0]:
            self.next()
            del self.groups[left:]


class NeuronChanges:
    """Changes neurons at the masks of some objects, so that doubling and silencing the neurons of a fact come to mean something.

    Layer norms turn what is added to a neuron that prevails already into noise, unless a model had reason to see to that. A neuron pushes an object by
    a (v . (E[object] - mean of E)): activation times value vector times the direction of the object's logit. Of the chosen masks a third doubles and a third
    silences neurons that push this object by more than in the mean of the batch's facts of its relation; the last third doubles and silences those that push
    all objects most, which is to leave the model as sure as it was. Each of the STRONGEST of every layer is changed with the chance CHANGED_SHARE.
    """

    NONE, DOUBLED, SILENCED, COMMON = range(4)

    def __init__(self, model):
        self.embedding, self.batch = model.bert.embeddings.word_embeddings.weight, None
        for layer in model.bert.encoder.layer:
            layer.intermediate.register_forward_hook(lambda _module, _inputs, output, v=layer.output.dense.weight: self.change(output, v))

    def choose(self, batch, share):
        """Draws what happens at the mask of each row of a batch of objects; returns the wanted probabilities that follow from it, [R]."""
        dice = torch.rand(len(batch.ids), device=batch.ids.device)
        self.batch, self.activations = batch, []
        self.kind = torch.where(dice < share, 1 + (dice * (3 / max(share, 1e-9))).long().clamp(max=2), self.NONE)
        with torch.no_grad():
            self.direction = self.embedding[batch.targets[:, 0]] - self.embedding.mean(0)
        same = (batch.relation[:, None] == batch.relation).float()
        self.of_relation = same / same.sum(1, keepdim=True)
        risen, fallen = batch.wanted + DOUBLED_RISE * (1 - batch.wanted), (1 - SILENCED_FALL) * batch.wanted
        return torch.where(self.kind == self.DOUBLED, risen, torch.where(self.kind == self.SILENCED, fallen, batch.wanted))

    def density(self):
        """Sum over the layers of |a|_1 / (sqrt(F) |a|_2) at the masks (Hoyer 2004): 1 where all neurons fire alike, 1/sqrt(F) where one does."""
        return sum((a.abs().sum(1) / (a.norm(dim=1) + 1e-6)).mean() / a.shape[1] ** 0.5 for a in self.activations)

    def done(self):
        self.batch, self.activations = None, []

    def change(self, output, values):
        """Hook of a layer's activations, [R, L, F]; `values` are its value vectors, [D, F]."""
        if self.batch is None:
            return None
        at = (torch.arange(len(output), device=output.device), self.batch.places[:, 0])
        a = output[at]
        self.activations.append(a.float())
        with torch.no_grad():
            size, push = a.float(), (self.direction @ values).float()
            own = (size - self.of_relation @ size) * push
            score = torch.where((self.kind == self.COMMON)[:, None], (size * push).mean(0), own)
            strongest = score.topk(STRONGEST, dim=1).indices
            hit = (torch.rand(strongest.shape, device=a.device) < CHANGED_SHARE) & (self.kind != self.NONE)[:, None]
            doubled = (self.kind == self.DOUBLED)[:, None] | (self.kind == self.COMMON)[:, None] & (torch.rand(strongest.shape, device=a.device) < 0.5)
            gains = torch.ones_like(a).scatter(1, strongest, torch.where(hit, torch.where(doubled, 2.0, 0.0), 1.0).to(a.dtype))
        return output.index_put(at, a * gains)


def logits_at(model, batch):
    """Logits at the places to predict only, [R, K, V]."""
    hidden = model.bert(batch.ids).last_hidden_state
    return model.cls(hidden.gather(1, batch.places[:, :, None].expand(-1, -1, hidden.shape[2]))).float()


def word_losses(model, batch):
    """Cross entropy and correctness of each place, both [R, K]."""
    logits = logits_at(model, batch)
    losses = F.cross_entropy(logits.flatten(0, 1), batch.targets.flatten(), reduction="none").view_as(batch.targets)
    return losses, (logits.detach().argmax(2) == batch.targets).float()


def object_loss(model, batch, wanted):
    """The loss of facts' objects, mean over the rows, and figures."""
    logits, targets = logits_at(model, batch)[:, 0], batch.targets[:, 0]
    log_p = -F.cross_entropy(logits, targets, reduction="none")
    loss = -wanted * log_p - (1 - wanted) * torch.log1p(-log_p.exp().clamp(max=0.9999))
    of_target = logits.gather(1, targets[:, None])
    lead = (of_target - logits.scatter(1, targets[:, None], -torch.inf).max(1, keepdim=True).values)[:, 0]
    figures = {"object_p": log_p.detach().exp().mean(), "object_top1": (lead.detach() > 0).float().mean()}
    return loss.mean() + MARGIN_WEIGHT * F.relu(MARGIN - lead).mean(), figures


def held_out_figures(model, source, groups, seed):
    """Mean cross entropy and top-1 on held-out sentences of all folders, 15 % masked as in training (a tenth is visible), always the same word pieces."""
    was_training, devices = model.training, [source.ids.device] if source.ids.is_cuda else []
    model.eval()
    with torch.no_grad(), torch.random.fork_rng(devices):
        torch.manual_seed(seed)
        losses, right = zip(*(word_losses(model, source.batch(group, 0.15)) for group in groups))
    model.train(was_training)
    mean = lambda parts: round(torch.cat([p.flatten() for p in parts]).mean().item(), 4)
    return {"held_out_text_loss": mean(losses), "held_out_text_top1": mean(right)}


def main():
    options = parse()
    options.run.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(options.seed)
    torch.set_float32_matmul_precision("high")
    device = "cuda" if torch.cuda.is_available() else "cpu"
    fast_bfloat16 = torch.cuda.is_bf16_supported() if device == "cuda" else torch.cpu._is_avx512_bf16_supported()
    schedule = SCHEDULES[options.schedule]
    half = options.precision == "bfloat16" or options.precision == "auto" and fast_bfloat16

    words = D.Words(M.minilm_folder())
    train, held_out = D.read_text(options.data, words, options.run)
    relations = D.read_relations(options.relations)
    text, facts = D.TextSource(train, words, device), D.FactSource(relations, words, device)
    parts = max(1, round(options.text / PART))
    streams = {
        "text": Stream(text, options.text // parts, "text", options.seed),
        "object": Stream(facts, options.facts, "object", options.seed),
        "other": Stream(facts, options.facts, "other", options.seed),
    }
    unseen = D.TextSource(held_out, words, device)
    unseen_groups = D.groups_of_one_length(unseen, np.arange(len(unseen.lengths)), PART)
    counts = np.bincount(train.ids, minlength=words.size)
    alignment_weights = torch.as_tensor(np.sqrt(counts * np.isin(np.arange(words.size), words.ordinary)), device=device)

    checkpoint, start, seconds = options.run / "checkpoint.pt", 0, 0.0
    saved = torch.load(checkpoint, weights_only=True, map_location=device) if checkpoint.exists() else None
    model = (M.from_folder(options.start) if options.start else M.from_minilm(counts)).to(device)
    if saved:
        model.load_state_dict(saved["model"])
    optimizer = make_optimizer(model, options)
    if saved:
        optimizer.load_state_dict(saved["optimizer"])
        start, seconds = saved["step"], saved["seconds"]
        for name, state in saved["streams"].items():
            streams[name].restore(state)
    model.train()
    changes = NeuronChanges(model)
    print(f"{len(text.lengths)} sentences, {len(train.ids)} tokens of text, {len(unseen.lengths)} sentences held out; {sum(len(r['facts']) for r in relations)} facts, "
          f"{len(facts.lengths)} sentences of them; {device}, {'bfloat16' if half else 'float32'}; from step {start} of {options.steps}", flush=True)

    def save(step):
        temporary = checkpoint.with_suffix(".new")
        torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": step, "seconds": seconds + time.time() - began,
                    "streams": {name: stream.state() for name, stream in streams.items()}}, temporary)
        temporary.replace(checkpoint)

    def report(line):
        print(json.dumps(line), flush=True)
        with (options.run / "log.jsonl").open("a") as log:
            log.write(json.dumps(line) + "\n")

    def losses(step, phase):
        """Each part of a step's loss with its figures, one after the other: the graph of one is gone before the next is made."""
        batches = [text.batch(streams["text"].next(), phase.masked) for _ in range(parts)]
        masked = sum(batch.targets.numel() for batch in batches)
        for batch in batches:
            loss, right = word_losses(model, batch)
            yield loss.sum() / masked, {"text_loss": loss.detach().mean(), "text_top1": right.mean()}
        batch = facts.batch(streams["object"].next(), "object")
        wanted = changes.choose(batch, phase.changed)
        loss, figures = object_loss(model, batch, wanted)
        density = changes.density()
        loss, figures = loss + phase.sparsity * density, {**figures, "density": density.detach() / len(changes.activations)}
        changes.done()
        # What is left over of a length makes a smaller batch, which is to count for less.
        yield options.fact_weight * batch.ids.numel() / streams["object"].tokens * loss, figures
        if step % OTHER_STEPS == 0:
            batch = facts.batch(streams["other"].next(), "subject" if step % (2 * OTHER_STEPS) else "words")
            loss, _ = word_losses(model, batch)
            loss = loss.mean() if batch.counted is None else (loss * batch.counted).sum() / batch.counted.sum()
            yield batch.ids.numel() / streams["other"].tokens * loss, {}
        drawn = torch.multinomial(alignment_weights, 256)
        logits = M.head_of_embedding(model, drawn).float()
        yield options.alignment * F.cross_entropy(logits, drawn), {"aligned": (logits.detach().argmax(1) == drawn).float().mean()}

    stop = []
    for s in (signal.SIGINT, signal.SIGTERM):
        signal.signal(s, lambda *_: stop.append(True))
    began = last_save = last_log = time.time()
    sums, logged = {}, start
    for step in range(start, options.steps):
        torch.manual_seed(options.seed * 1_000_003 + step)
        for group in optimizer.param_groups:
            group["lr"] = group["rate"] * float(np.interp(step / options.steps, *zip(*schedule.rate)))
        phase = max(p for p in schedule.phases if step >= p.start * options.steps)
        parts_left = losses(step, phase)
        while True:
            with torch.autocast(device, torch.bfloat16, enabled=half):
                loss, figures = next(parts_left, (None, {}))
            if loss is None:
                break
            loss.backward()
            for k, v in figures.items():
                sums.setdefault(k, []).append(v)
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        ended = bool(stop) or step + 1 == options.steps
        if (step + 1) % LOG_STEPS == 0:
            line = {k: round(torch.stack(v).mean().item(), 3) for k, v in sums.items()}
            now = time.time()
            report({"step": step + 1, "minutes": round((seconds + now - began) / 60, 2),
                    "tokens_per_second": round((step + 1 - logged) * (options.text + options.facts) / (now - last_log)), **line})
            sums, last_log, logged = {}, now, step + 1
        if (step + 1) % HELD_OUT_STEPS == 0 or ended:
            with torch.autocast(device, torch.bfloat16, enabled=half):
                report({"step": step + 1, **held_out_figures(model, unseen, unseen_groups, options.seed)})
        if ended or time.time() - last_save > 60 * options.checkpoint_minutes:
            save(step + 1)
            if not stop:
                report({"step": step + 1, **probe(model, words, relations, 50)})
            last_save = time.time()
        if ended:  # not `stop`: a signal that came after the step's checkpoint waits for that of the next
            break


if __name__ == "__main__":
    main()
