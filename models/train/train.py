"""Trains the built-in model: facts in our templates mixed with general text. Resumable; CPU or CUDA.

    python train.py --data ../../../shared/data --run RUN_FOLDER

Stopping and starting it again goes on from the last checkpoint. The learning rate warms up, stays, and falls over the last part of
--steps; so a stopped run can be ended early by resuming it with fewer --steps.
"""
import argparse
import json
import random
import signal
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

import data as D
import model as M

HERE = Path(__file__).parent


def parse():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--data", type=Path, default=HERE / "../../../shared/data", help="folder with text/*.txt.gz")
    p.add_argument("--relations", type=Path, default=HERE / "../relations")
    p.add_argument("--run", type=Path, required=True, help="checkpoints, caches and the log go here")
    p.add_argument("--export", type=Path, help="write the model here as well, whenever a checkpoint is written")
    p.add_argument("--steps", type=int, default=2700)
    p.add_argument("--decay", type=float, default=0.3, help="share of the steps in which the learning rate falls")
    p.add_argument("--warmup", type=int, default=150)
    p.add_argument("--rate", type=float, default=5e-4, help="learning rate")
    p.add_argument("--embedding-rate", type=float, default=2e-4, help="learning rate of the word embeddings")
    p.add_argument("--opening", type=int, default=325, help="steps of the opening, in which the facts are learned; then general text prevails")
    p.add_argument("--text-tokens", type=int, nargs=2, default=(1536, 2048), help="tokens of general text a step, in the opening and after it")
    p.add_argument("--fact-tokens", type=int, nargs=2, default=(1024, 320), help="tokens of fact sentences a step, likewise")
    p.add_argument("--fact-weight", type=float, nargs=2, default=(1.0, 0.4), help="weight of the loss on fact sentences, likewise")
    p.add_argument("--enough", type=float, default=0.8, help="an object already predicted with this probability is not pushed further")
    p.add_argument("--alignment", type=float, default=0.1, help="weight of the loss that keeps the head aligned with the embeddings")
    p.add_argument("--checkpoint-minutes", type=float, default=4)
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--precision", choices=["auto", "float32", "bfloat16"], default="auto")
    p.add_argument("--threads", type=int, default=0)
    return p.parse_args()


def rate_factor(step, options):
    if step < options.warmup:
        return (step + 1) / options.warmup
    falling = max(1, int(options.steps * options.decay))
    return min(1.0, max(0.02, (options.steps - step) / falling))


def make_optimizer(model, options):
    embedding = model.bert.embeddings.word_embeddings.weight
    others = [p for p in model.parameters() if p is not embedding]
    groups = [
        {"params": [p for p in others if p.dim() > 1], "rate": options.rate, "weight_decay": 0.01},
        {"params": [p for p in others if p.dim() == 1], "rate": options.rate, "weight_decay": 0.0},
        {"params": [embedding], "rate": options.embedding_rate, "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=options.rate, betas=(0.9, 0.98), eps=1e-6, fused=True)


class Stream:
    """Batches of one source. Round r is drawn from (seed, r) alone, so a resumed run sees what an unbroken one would."""

    def __init__(self, source, tokens, mean_length, name, options, pad):
        self.source, self.tokens, self.name, self.seed, self.pad = source, tokens, name, options.seed, pad
        self.rows, self.round, self.batches = 40 * tokens // mean_length, 0, []

    def next(self):
        if not self.batches:
            rng = random.Random(f"{self.name} {self.seed} {self.round}")
            self.batches = D.batches_by_length(self.source.sample(rng, self.rows), self.tokens)
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
    fact_source, text_source = D.FactSource(relations, words), D.TextSource(ids, starts, D.read_everyday(words), words)
    streams = [{"text": Stream(text_source, text_tokens, 26, f"text {phase}", options, words.pad),
                "fact": Stream(fact_source, fact_tokens, 12, f"facts {phase}", options, words.pad)}
               for phase, (text_tokens, fact_tokens) in enumerate(zip(options.text_tokens, options.fact_tokens))]
    counts = np.bincount(ids, minlength=words.size)
    alignment_weights = torch.as_tensor(np.sqrt(counts * np.isin(np.arange(words.size), words.ordinary)))

    model = M.from_minilm(counts)
    checkpoint, start, seconds = options.run / "checkpoint.pt", 0, 0.0
    saved = torch.load(checkpoint, weights_only=True) if checkpoint.exists() else None
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
        """Cross entropy and probability of each token to predict; logits are computed at those places only."""
        to = lambda a: torch.from_numpy(a).to(device)
        hidden = model.bert(to(batch.ids), attention_mask=to(batch.attention) if batch.attention.min() == 0 else None).last_hidden_state
        logits = model.cls(hidden[to(batch.rows), to(batch.columns)]).float()
        targets = to(batch.targets)
        loss = F.cross_entropy(logits, targets, reduction="none")
        return loss, torch.exp(-loss.detach()), (logits.detach().argmax(1) == targets).float()

    def save(step):
        temporary = checkpoint.with_suffix(".new")
        torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": step, "seconds": seconds + time.time() - began,
                    "streams": [{n: s.state() for n, s in phase.items()} for phase in streams]}, temporary)
        temporary.replace(checkpoint)
        if options.export:
            M.export(model, options.export)

    stop = []
    for s in (signal.SIGINT, signal.SIGTERM):
        signal.signal(s, lambda *_: stop.append(True))
    began = last_save = last_log = time.time()
    sums, tokens = {}, 0
    for step in range(start, options.steps):
        torch.manual_seed(options.seed * 1_000_003 + step)
        for group in optimizer.param_groups:
            group["lr"] = group["rate"] * rate_factor(step, options)
        figures = {}
        phase = int(step >= options.opening)
        for name, weight in (("text", 1.0), ("fact", options.fact_weight[phase])):
            batch = streams[phase][name].next()
            # Dropout on the facts only: they come hundreds of times, most of the text just once.
            model.train(name == "fact")
            with torch.autocast(device, torch.bfloat16, enabled=half):
                loss, probability, right = forward(batch)
            is_object = torch.from_numpy(batch.is_object).to(device)
            wanted = 1 - ((probability > options.enough) & is_object).float()
            (weight * (loss * wanted).mean()).backward()
            tokens += int(batch.attention.sum())
            if name == "text":
                figures.update(text_loss=loss.mean().item(), text_top1=right.mean().item())
            elif is_object.any():
                figures.update(object_loss=loss[is_object].mean().item(), object_top1=right[is_object].mean().item(), object_p=probability[is_object].mean().item())
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
            line = {"step": step + 1, "minutes": round((seconds + now - began) / 60, 1), "tokens_per_second": round(tokens / (now - last_log)),
                    **{k: round(float(np.mean(v)), 3) for k, v in sums.items()}}
            print(json.dumps(line), flush=True)
            with (options.run / "log.jsonl").open("a") as log:
                log.write(json.dumps(line) + "\n")
            sums, tokens, last_log = {}, 0, now
        if stop or step + 1 == options.steps or now - last_save > 60 * options.checkpoint_minutes:
            save(step + 1)
            last_save = time.time()
        if stop:
            break


if __name__ == "__main__":
    main()
