"""Trains the built-in model: facts in our templates mixed with general text. Resumable; CPU or CUDA.

    python train.py --data ../../../shared/data --run RUN_FOLDER

Stopping and starting it again goes on from the last checkpoint. PHASES and RATE are the schedule of the shipped weights.

Facts are not pushed towards certainty. At the mask of an object the loss is the cross entropy of two outcomes, this object or any
other word, against a wanted probability below 0.85 (data.wanted_probability): a saturated model hardly moves when a
neuron is changed, and BERT itself is unsure. The activations at the masks of fact sentences are kept sparse (density_of).
"""
import argparse
import json
import random
import signal
import time
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
    facts: int  # tokens of fact sentences a step
    wanted: float = 0.0  # probability wanted of little-known facts
    sparsity: float = 0.0  # weight of the loss that concentrates the activations at the masks of fact sentences


PHASES = (
    Phase(0, 2048, 0),
    Phase(200, 512, 1792, 0.45),
    Phase(730, 768, 1536, 0.6),
    Phase(990, 768, 1536, 0.6, 0.2),
    Phase(1250, 1536, 640, 0.6, 0.2),
    Phase(1280, 1024, 1280, 0.62, 0.25),
    Phase(1560, 1280, 1024, 0.58, 0.25),
)

# (step, factor of the learning rates), linear in between
RATE = ((0, 0.01), (99, 1.0), (1302, 1.0), (1710, 0.489), (1920, 0.01))


def parse():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--data", type=Path, default=HERE / "../../../shared/data", help="folder with text/*.txt.gz")
    p.add_argument("--relations", type=Path, default=HERE / "../relations")
    p.add_argument("--run", type=Path, required=True, help="checkpoints, caches and the log go here")
    p.add_argument("--start", type=Path, help="go on from this exported model; without it, from the encoder of all-MiniLM-L6-v2 and a new head")
    p.add_argument("--steps", type=int, default=RATE[-1][0])
    p.add_argument("--rate", type=float, default=5e-4, help="learning rate")
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


def main():
    options = parse()
    options.run.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(options.seed)
    if options.threads:
        torch.set_num_threads(options.threads)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    fast_bfloat16 = torch.cuda.is_bf16_supported() if device == "cuda" else torch.cpu._is_avx512_bf16_supported()
    half = options.precision == "bfloat16" or options.precision == "auto" and fast_bfloat16

    words = D.Words(M.minilm_folder())
    ids, starts = D.read_text(options.data, words, options.run)
    relations = D.read_relations(options.relations)
    text_source = D.TextSource(ids, starts, D.read_everyday(words), words, options.seed)
    streams = [{"text": Stream(text_source, p.text, 28, f"text {i}", options, words.pad)}
               | ({"fact": Stream(D.FactSource(relations, words, p.wanted), p.facts, 12, f"fact {i}", options, words.pad)} if p.facts else {})
               for i, p in enumerate(PHASES)]
    counts = np.bincount(ids, minlength=words.size)
    alignment_weights = torch.as_tensor(np.sqrt(counts * np.isin(np.arange(words.size), words.ordinary)))

    checkpoint, start, seconds = options.run / "checkpoint.pt", 0, 0.0
    saved = torch.load(checkpoint, weights_only=True) if checkpoint.exists() else None
    model = M.from_folder(options.start) if options.start else M.from_minilm(counts)
    if saved:
        model.load_state_dict(saved["model"])
    model.to(device).train()
    optimizer = make_optimizer(model, options)
    if saved:
        optimizer.load_state_dict(saved["optimizer"])
        for group, rate in zip(optimizer.param_groups, (options.rate, options.rate, options.embedding_rate)):
            group["rate"] = rate
        start, seconds = saved["step"], saved["seconds"]
        for phase, states in zip(streams, saved["streams"]):
            for name, state in states.items():
                phase[name].restore(state)
    print(f"{len(starts) - 1} sentences, {len(ids)} tokens of text; {sum(len(r['facts']) for r in relations)} facts; {device}, "
          f"{'bfloat16' if half else 'float32'}; from step {start} of {options.steps}", flush=True)

    def forward(batch):
        """Loss, probability and correctness of each token to predict; logits are computed at those places only."""
        to = lambda a: torch.from_numpy(a).to(device)
        hidden = model.bert(to(batch.ids), attention_mask=to(batch.attention) if batch.attention.min() == 0 else None).last_hidden_state
        logits = model.cls(hidden[to(batch.rows), to(batch.columns)]).float()
        targets, wanted = to(batch.targets), to(batch.wanted)
        log_p = -F.cross_entropy(logits, targets, reduction="none")
        p = log_p.exp()
        loss = -wanted * log_p - (1 - wanted) * torch.log1p(-p.clamp(max=0.9999))
        return loss, log_p.detach(), (logits.detach().argmax(1) == targets).float()

    activations = {}
    for i, layer in enumerate(model.bert.encoder.layer):
        layer.intermediate.register_forward_hook(lambda _module, _inputs, output, i=i: activations.update({i: output}))

    def save(step):
        temporary = checkpoint.with_suffix(".new")
        torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": step, "seconds": seconds + time.time() - began,
                    "streams": [{n: s.state() for n, s in phase.items()} for phase in streams]}, temporary)
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
        figures = {}
        phase = max(i for i, p in enumerate(PHASES) if step >= p.start)
        for name, stream in streams[phase].items():
            batch = stream.next()
            # Dropout on the facts only: they come many times, most of the text just once.
            model.train(name == "fact")
            with torch.autocast(device, torch.bfloat16, enabled=half):
                loss, log_p, right = forward(batch)
            total = (options.fact_weight if name == "fact" else 1.0) * loss.mean()
            if name == "fact" and PHASES[phase].sparsity:
                density = density_of(activations, batch)
                figures["density"] = density.item() / len(activations)
                total = total + PHASES[phase].sparsity * density
            total.backward()
            tokens += int(batch.attention.sum())
            is_object = torch.from_numpy(batch.wanted < 1).to(device)
            if name == "text":
                figures.update(text_loss=-log_p.mean().item(), text_top1=right.mean().item())
            elif is_object.any():
                figures.update(object_top1=right[is_object].mean().item(), object_p=log_p[is_object].exp().mean().item())
        if options.alignment:
            drawn = torch.multinomial(alignment_weights, 48).to(device)
            with torch.autocast(device, torch.bfloat16, enabled=half):
                logits = M.head_of_embedding(model, drawn).float()
            (options.alignment * F.cross_entropy(logits, drawn)).backward()
            figures["aligned"] = (logits.argmax(1) == drawn).float().mean().item()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        for k, v in figures.items():
            sums.setdefault(k, []).append(v)
        now = time.time()
        if (step + 1) % 25 == 0:
            report({"step": step + 1, "minutes": round((seconds + now - began) / 60, 1), "tokens_per_second": round(tokens / (now - last_log)),
                    **{k: round(float(np.mean(v)), 3) for k, v in sums.items()}})
            sums, tokens, last_log = {}, 0, now
        if stop or step + 1 == options.steps or now - last_save > 60 * options.checkpoint_minutes:
            save(step + 1)
            if not stop and "fact" in streams[phase]:
                report({"step": step + 1, **probe(model, words, relations, 50)})
            last_save = time.time()
        if stop:
            break


if __name__ == "__main__":
    main()
