"""Trains the built-in model: facts in our templates mixed with general text. Resumable; CPU or CUDA.

    python train.py --data ../../../shared/data MORE --run RUN_FOLDER

Stopping and starting it again goes on from the last checkpoint. The defaults are the first and larger part of the training of the shipped weights, on one GPU;
a CPU wants fewer and smaller steps (--steps, --text, --facts). The second part is short enough for two cores: the card has its flags.

It is trained as a language model: words are masked, and the loss is about words. The card says what a change to this file must keep to, and a test reads it.

Facts are not pushed towards certainty. At the mask of an object the loss is the cross entropy of two outcomes, this object or any
other word, against a wanted probability below 0.7 (data.wanted_probability), since BERT itself is unsure of what it read a few times.
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

HERE = Path(__file__).parent


class Phase(NamedTuple):
    start: float  # share of the run that has gone by
    masked: float  # share of the word pieces of general text that is masked


class Schedule(NamedTuple):
    phases: tuple[Phase, ...]
    rate: tuple[tuple[float, float], ...]  # (share of the run, factor of the learning rates), linear in between


SCHEDULES = {
    "whole": Schedule(
        phases=(Phase(0, masked=0.25), Phase(0.5, masked=0.2), Phase(0.8, masked=0.15)),
        rate=((0, 0.01), (0.03, 1), (0.15, 1), (1, 0.005)),
    ),
    "on": Schedule(phases=(Phase(0, masked=0.2), Phase(0.7, masked=0.15)), rate=((0, 0.01), (0.02, 1), (1, 0))),
}

PART = 65536  # tokens of text that are worked on at once

# The logit of the right object is to lead all others by so much, however unsure the model is to be.
MARGIN, MARGIN_WEIGHT = 1.0, 0.25

OTHER_STEPS = 4  # so often a batch of fact sentences has its subjects or random words masked instead of its objects
LOG_STEPS, UNSEEN_STEPS = 100, 1000
ASKED_FACTS = 2000  # fact sentences of the figures


def parse():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--data", type=Path, nargs="+", default=[HERE / "../../../shared/data"], help="folders with text/*.txt.gz")
    p.add_argument("--relations", type=Path, default=HERE / "../relations")
    p.add_argument("--run", type=Path, required=True, help="checkpoints, caches and the log go here")
    p.add_argument("--start", type=Path, help="go on from this exported model; without it, from the encoder of all-MiniLM-L6-v2 and a new head")
    p.add_argument("--schedule", choices=list(SCHEDULES), default="whole")
    p.add_argument("--without", nargs="*", default=[], metavar="NAME", help="leave out the folders' text/NAME.txt.gz")
    p.add_argument("--plain-copies", type=int, default=3, help="so often plain English comes each time the other text is read")
    p.add_argument("--steps", type=int, default=3951)
    p.add_argument("--text", type=int, default=65536, help="tokens of general text a step")
    p.add_argument("--facts", type=int, default=6144, help="tokens of fact sentences a step")
    p.add_argument("--rate", type=float, default=8e-4, help="highest learning rate")
    p.add_argument("--embedding-rate", type=float, default=4e-4, help="highest learning rate of the word embeddings; 0 holds them fixed")
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
    ]
    if options.embedding_rate > 0:
        groups.append({"params": [embedding], "rate": options.embedding_rate, "weight_decay": 0.0})
    else:
        embedding.requires_grad_(False)
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


def unseen_figures(model, text, groups, facts, fact_groups, seed):
    """What a choice between runs goes by: mean cross entropy and top-1 on sentences that no training and no evaluation reads, 15 % masked as in training
    (a tenth is visible), always the same word pieces; and top-1 on fact sentences, always the same."""
    was_training, devices = model.training, [text.ids.device] if text.ids.is_cuda else []
    model.eval()
    with torch.no_grad(), torch.random.fork_rng(devices):
        torch.manual_seed(seed)
        losses, right = zip(*(word_losses(model, text.batch(group, 0.15)) for group in groups))
        known = [word_losses(model, facts.batch(group, "object"))[1] for group in fact_groups]
    model.train(was_training)
    mean = lambda parts: round(torch.cat([p.flatten() for p in parts]).mean().item(), 4)
    return {"unseen_text_loss": mean(losses), "unseen_text_top1": mean(right), "facts_top1": mean(known)}


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
    train, plain, validation = D.read_text(options.data, options.without, words, options.run)
    relations = D.read_relations(options.relations)
    text, facts = D.TextSource(train, words, device, plain, options.plain_copies), D.FactSource(relations, words, device)
    parts = max(1, round(options.text / PART))
    streams = {
        "text": Stream(text, options.text // parts, "text", options.seed),
        "object": Stream(facts, options.facts, "object", options.seed),
        "other": Stream(facts, options.facts, "other", options.seed),
    }
    unseen = D.TextSource(validation, words, device)
    unseen_groups = D.groups_of_one_length(unseen, np.arange(len(unseen.lengths)), options.text)
    asked = np.random.default_rng(options.seed).choice(len(facts.lengths), ASKED_FACTS, replace=False)
    fact_groups = D.groups_of_one_length(facts, asked, options.text)
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
    print(f"{len(text.lengths)} sentences, {len(train.ids)} tokens of text, {len(unseen.lengths)} sentences to choose by; {sum(len(r['facts']) for r in relations)} facts, "
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
        loss, figures = object_loss(model, batch, batch.wanted)
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
        share = step / options.steps
        for group in optimizer.param_groups:
            group["lr"] = group["rate"] * float(np.interp(share, *zip(*schedule.rate)))
        phase = max(p for p in schedule.phases if share >= p.start)
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
        if (step + 1) % UNSEEN_STEPS == 0 or ended:
            with torch.autocast(device, torch.bfloat16, enabled=half):
                report({"step": step + 1, **unseen_figures(model, unseen, unseen_groups, facts, fact_groups, options.seed)})
        if ended or time.time() - last_save > 60 * options.checkpoint_minutes:
            save(step + 1)
            last_save = time.time()
        if ended:  # not `stop`: a signal that came after the step's checkpoint waits for that of the next
            break


if __name__ == "__main__":
    main()
