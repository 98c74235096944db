"""Trains the built-in model: facts in our templates mixed with general text. Resumable; CPU or CUDA.

    python train.py --data ../../../shared/data --run RUN_FOLDER

Stopping and starting it again goes on from the last checkpoint. PHASES and RATE are the schedule of the shipped weights.

Facts are not pushed towards certainty. At the mask of an object the loss is the cross entropy of two outcomes, this object or any
other word, against a wanted probability below 0.85 (data.wanted_probability): a saturated model hardly moves when a
neuron is changed, and BERT itself is unsure. The activations at the masks of fact sentences are kept sparse (density_of).
"""
import argparse
import copy
import json
import os
import random
import signal
import time
from concurrent.futures import ThreadPoolExecutor
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
    start: int  # first step
    text: int  # tokens of general text a step
    facts: int  # tokens of fact sentences a step, fewer than of text
    wanted: float  # probability wanted of little-known facts
    sparsity: float  # weight of the loss that concentrates the activations at the masks of fact sentences
    masked: float  # share of the word pieces of general text that is masked
    doubled: float = 0.0  # share of the objects' masks at which some of the strongest neurons are doubled, and more certainty is wanted


PHASES = (
    Phase(0, 3072, 512, 0.45, 0.1, 0.4),
    Phase(1150, 2560, 1024, 0.38, 0.2, 0.3),
    Phase(3000, 2048, 1280, 0.42, 0.0, 0.25, 0.4),
)

# (step, factor of the learning rates), linear in between
RATE = ((0, 0.01), (100, 1.0), (1300, 1.0), (3000, 0.01), (3030, 0.3), (3330, 0.01))

# Doubled are, of the STRONGEST neurons of each layer, this share; the wanted probability p becomes p + DOUBLED_RISE (1 - p).
STRONGEST, DOUBLED_SHARE, DOUBLED_RISE = 8, 0.15, 0.4


def parse():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--data", type=Path, default=HERE / "../../../shared/data", help="folder with text/*.txt.gz")
    p.add_argument("--relations", type=Path, default=HERE / "../relations")
    p.add_argument("--run", type=Path, required=True, help="checkpoints, caches and the log go here")
    p.add_argument("--start", type=Path, help="go on from this exported model; without it, from the encoder of all-MiniLM-L6-v2 and a new head")
    p.add_argument("--steps", type=int, default=RATE[-1][0])
    p.add_argument("--rate", type=float, default=4e-4, help="learning rate")
    p.add_argument("--embedding-rate", type=float, default=2e-4, help="learning rate of the word embeddings")
    p.add_argument("--fact-weight", type=float, default=1.0, help="weight of the loss on fact sentences")
    p.add_argument("--alignment", type=float, default=0.1, help="weight of the loss that keeps the head aligned with the embeddings")
    p.add_argument("--checkpoint-minutes", type=float, default=6)
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--precision", choices=["auto", "float32", "bfloat16"], default="auto")
    p.add_argument("--threads", type=int, default=0)
    return p.parse_args()


def rate_factor(step):
    steps, factors = zip(*RATE)
    return float(np.interp(step, steps, factors))


def make_optimizer(model, options):
    embedding = model.bert.embeddings.word_embeddings.weight
    others = [p for p in model.parameters() if p is not embedding]
    groups = [
        {"params": [p for p in others if p.dim() > 1], "rate": options.rate, "weight_decay": 0.01},
        {"params": [p for p in others if p.dim() == 1], "rate": options.rate, "weight_decay": 0.0},
        {"params": [embedding], "rate": options.embedding_rate, "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=options.rate, betas=(0.9, 0.98), eps=1e-6, fused=True)


def density_of(activations, batch):
    """Sum over the layers of |a|_1 / (sqrt(F) |a|_2) at the places to predict (Hoyer 2004): 1 where all neurons fire alike, 1/sqrt(F) where one does.

    A fact that few neurons carry is one whose neurons can be found, silenced and rewritten.
    """
    total = 0.0
    for output in activations.values():
        a = output[batch.rows, batch.columns].float()
        total = total + (a.abs().sum(1) / (a.norm(dim=1) + 1e-6)).mean() / a.shape[1] ** 0.5
    return total


class Stream:
    """Batches of one source. Round r is drawn from (seed, r) alone, so a resumed run sees what an unbroken one would."""

    def __init__(self, source, tokens, mean_length, name, options, pad):
        self.source, self.tokens, self.name, self.seed, self.pad = source, tokens, name, options.seed, pad
        self.rows, self.round, self.batches = 40 * tokens // mean_length, 0, []

    def next(self):
        if not self.batches:
            rng = random.Random(f"{self.name} {self.seed} {self.round}")
            self.batches = D.batches_by_length(self.source.sample(rng, self.round, self.rows), self.tokens)
            rng.shuffle(self.batches)
            self.round += 1
        return D.Batch(self.batches.pop(), self.pad)

    def state(self):
        return self.round, len(self.batches)

    def restore(self, state):
        self.round, left = max(0, state[0] - 1), state[1]
        if state[0]:
            self.next()
            del self.batches[left:]


class Lane:
    """What one thread works on: batches of the streams in turn, and the gradients of their losses. `student` has dropout; only the last lane needs it.

    Two cores do more as two lanes of one thread each than as one of two. Only the last lane draws random numbers (dropout, words for the alignment),
    so that the result does not depend on which thread is faster.
    """

    def __init__(self, reader, student, options, device, half, alignment_weights):
        self.reader, self.student, self.options, self.device, self.half = reader, student, options, device, half
        self.alignment_weights = alignment_weights
        self.parameters = list(reader.parameters())
        self.activations, self.doubled = {}, None
        for i, layer in enumerate(student.bert.encoder.layer if student else ()):
            layer.intermediate.register_forward_hook(lambda _module, _inputs, output, i=i: self.watch(i, output))

    def watch(self, layer, output):
        """Keeps the activations of a layer, and doubles some of the strongest at the places in self.doubled."""
        self.activations[layer] = output
        if self.doubled is None:
            return None
        a = output[self.doubled]
        strongest = a.detach().abs().topk(STRONGEST, dim=1).indices
        gains = torch.ones_like(a).scatter(1, strongest, 1 + (torch.rand(strongest.shape, device=a.device) < DOUBLED_SHARE).to(a.dtype))
        return output.index_put(self.doubled, a * gains)

    def to(self, array):
        return torch.from_numpy(array).to(self.device)

    def forward(self, model, batch):
        """Loss, log probability and correctness of each token to predict; logits are computed at those places only."""
        hidden = model.bert(self.to(batch.ids), attention_mask=self.to(batch.attention) if batch.attention.min() == 0 else None).last_hidden_state
        logits = model.cls(hidden[self.to(batch.rows), self.to(batch.columns)]).float()
        targets, wanted = self.to(batch.targets), self.to(batch.wanted)
        log_p = -F.cross_entropy(logits, targets, reduction="none")
        loss = -wanted * log_p - (1 - wanted) * torch.log1p(-log_p.exp().clamp(max=0.9999))
        return loss, log_p.detach(), (logits.detach().argmax(1) == targets).float()

    def text(self, batch, share):
        loss, log_p, right = self.forward(self.reader, batch)
        return share * loss.mean(), {"text_loss": -log_p.mean().item(), "text_top1": right.mean().item()}

    def facts(self, batch, sparsity, share):
        """An amplified neuron is to make the model surer: without that the layer norms turn what is added to a strong neuron into noise."""
        chosen = (batch.wanted < 1) & (torch.rand(len(batch.wanted)).numpy() < share)
        self.doubled = (self.to(batch.rows[chosen]), self.to(batch.columns[chosen])) if chosen.any() else None
        batch.wanted[chosen] += DOUBLED_RISE * (1 - batch.wanted[chosen])
        loss, log_p, right = self.forward(self.student, batch)
        density = density_of(self.activations, batch)
        is_object = torch.from_numpy(batch.wanted < 1).to(self.device)
        figures = {"density": density.item() / len(self.activations)}
        if is_object.any():
            figures.update(object_top1=right[is_object].mean().item(), object_p=log_p[is_object].exp().mean().item())
        return self.options.fact_weight * loss.mean() + sparsity * density, figures

    def alignment(self):
        drawn = torch.multinomial(self.alignment_weights, 48).to(self.device)
        logits = M.head_of_embedding(self.reader, drawn).float()
        return self.options.alignment * F.cross_entropy(logits, drawn), {"aligned": (logits.argmax(1) == drawn).float().mean().item()}

    def gradients(self, terms):
        """(gradients of the sum of the terms, figures); a term is a function that gives a loss and figures."""
        total, figures = 0.0, {}
        for term in terms:
            with torch.autocast(self.device, torch.bfloat16, enabled=self.half):
                loss, more = term()
            total = total + loss
            figures.update(more)
        return torch.autograd.grad(total, self.parameters, allow_unused=True), figures


def main():
    options = parse()
    options.run.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(options.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    threads = options.threads or len(os.sched_getaffinity(0))
    lane_count = 2 if device == "cpu" and threads > 1 else 1
    torch.set_num_threads(threads)
    fast_bfloat16 = torch.cuda.is_bf16_supported() if device == "cuda" else torch.cpu._is_avx512_bf16_supported()
    half = options.precision == "bfloat16" or options.precision == "auto" and fast_bfloat16

    words = D.Words(M.minilm_folder())
    ids, starts = D.read_text(options.data, words, options.run)
    relations, everyday = D.read_relations(options.relations), D.read_everyday(words)

    def streams_of(i, phase):
        """The streams of a phase, {name: Stream} for each lane: the last lane has the facts, and as much text as evens them out."""
        shares = [(phase.text + phase.facts) // 2, (phase.text - phase.facts) // 2] if lane_count == 2 else [phase.text]
        lanes = []
        for part, tokens in enumerate(shares):
            source = D.TextSource(ids, starts, everyday, words, [options.seed, i], phase.masked, part, lane_count)
            lanes.append({"text": Stream(source, tokens, 28, f"text {i} {part}", options, words.pad)})
        lanes[-1]["facts"] = Stream(D.FactSource(relations, words, phase.wanted), phase.facts, 12, f"facts {i}", options, words.pad)
        return lanes

    streams = [streams_of(i, phase) for i, phase in enumerate(PHASES)]
    counts = np.bincount(ids, minlength=words.size)
    alignment_weights = torch.as_tensor(np.sqrt(counts * np.isin(np.arange(words.size), words.ordinary)))

    checkpoint, start, seconds = options.run / "checkpoint.pt", 0, 0.0
    saved = torch.load(checkpoint, weights_only=True) if checkpoint.exists() else None
    model = M.from_folder(options.start) if options.start else M.from_minilm(counts)
    if saved:
        model.load_state_dict(saved["model"])
    model.to(device)
    optimizer = make_optimizer(model, options)
    if saved:
        optimizer.load_state_dict(saved["optimizer"])
        for group, rate in zip(optimizer.param_groups, (options.rate, options.rate, options.embedding_rate)):
            group["rate"] = rate
        start, seconds = saved["step"], saved["seconds"]
        for phase, states in zip(streams, saved["streams"]):
            for lane, of_lane in zip(phase, states):
                for name, state in of_lane.items():
                    lane[name].restore(state)
    # Dropout on the facts only: they come many times, most of the text just once. Two modes need two modules, over the same weights.
    reader = model.eval()
    student = copy.deepcopy(model, {id(p): p for p in model.parameters()}).train()
    lanes = [Lane(reader, student if i + 1 == lane_count else None, options, device, half, alignment_weights) for i in range(lane_count)]
    pool = ThreadPoolExecutor(lane_count, initializer=torch.set_num_threads, initargs=(threads // lane_count,))
    print(f"{len(starts) - 1} sentences, {len(ids)} tokens of text; {sum(len(r['facts']) for r in relations)} facts; {device}, {lane_count} lanes, "
          f"{'bfloat16' if half else 'float32'}; from step {start} of {options.steps}", flush=True)

    def save(step):
        temporary = checkpoint.with_suffix(".new")
        torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": step, "seconds": seconds + time.time() - began,
                    "streams": [[{n: s.state() for n, s in lane.items()} for lane in phase] for phase in streams]}, temporary)
        temporary.replace(checkpoint)

    def report(line):
        print(json.dumps(line), flush=True)
        with (options.run / "log.jsonl").open("a") as log:
            log.write(json.dumps(line) + "\n")

    stop = []
    for s in (signal.SIGINT, signal.SIGTERM):
        signal.signal(s, lambda *_: stop.append(True))
    began = last_save = last_log = time.time()
    sums, tokens = {}, 0
    for step in range(start, options.steps):
        torch.manual_seed(options.seed * 1_000_003 + step)
        for group in optimizer.param_groups:
            group["lr"] = group["rate"] * rate_factor(step)
        number = max(i for i, p in enumerate(PHASES) if step >= p.start)
        phase, futures = PHASES[number], []
        batches = [{name: stream.next() for name, stream in lane.items()} for lane in streams[number]]
        read = sum(len(b["text"].targets) for b in batches)
        for lane, of_lane in zip(lanes, batches):
            terms = [lambda lane=lane, b=of_lane["text"]: lane.text(b, len(b.targets) / read)]
            if "facts" in of_lane:
                terms += [lambda lane=lane, b=of_lane["facts"]: lane.facts(b, phase.sparsity, phase.doubled), lane.alignment]
            futures.append(pool.submit(lane.gradients, terms))
            tokens += sum(int(b.attention.sum()) for b in of_lane.values())
        results = [f.result() for f in futures]
        for parameter, gradients in zip(model.parameters(), zip(*(g for g, _ in results))):
            parameter.grad = gradients[0] if len(gradients) == 1 else gradients[0].add_(gradients[1])
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        for _, figures in results:
            for k, v in figures.items():
                sums.setdefault(k, []).append(v)
        now = time.time()
        if (step + 1) % 25 == 0:
            report({"step": step + 1, "minutes": round((seconds + now - began) / 60, 1), "tokens_per_second": round(tokens / (now - last_log)),
                    **{k: round(float(np.mean(v)), 3) for k, v in sums.items()}})
            sums, tokens, last_log = {}, 0, now
        if stop or step + 1 == options.steps or now - last_save > 60 * options.checkpoint_minutes:
            save(step + 1)
            if not stop:
                report({"step": step + 1, **probe(model, words, relations, 50)})
            last_save = time.time()
        if stop:
            break
    pool.shutdown()


if __name__ == "__main__":
    main()
