"""Times EleutherAI's knowledge-neurons package: the attribution of one prompt to all neurons by 20 points, in PyTorch.

    python bench/peer_torch.py [--shape base] [--device cuda] [--runs 5]      (torch, transformers, knowledge-neurons;
                                                                              seen to run with 2.13, 5.24 and 0.0.2)

The model is a BERT of that shape with random weights, which cost what trained ones do; the tokenizer is the built-in
model's. Prints JSON: milliseconds of each attribution, and of each forward pass beside it.
"""

import argparse
import json
import platform
import statistics
import time
from importlib.metadata import version
from pathlib import Path

import torch
from knowledge_neurons import KnowledgeNeurons
from transformers import AutoTokenizer, BertConfig, BertForMaskedLM

# The shapes of bench/shapes.ts, and the built-in model's.
SHAPES = {
    "tiny": dict(hidden_size=64, num_hidden_layers=6, num_attention_heads=4, intermediate_size=256),
    "builtin": dict(hidden_size=384, num_hidden_layers=6, num_attention_heads=12, intermediate_size=1536),
    "base": dict(hidden_size=768, num_hidden_layers=12, num_attention_heads=12, intermediate_size=3072),
    "large": dict(hidden_size=1024, num_hidden_layers=24, num_attention_heads=16, intermediate_size=4096),
}
TOKENIZER = Path(__file__).resolve().parent.parent / "models" / "builtin"
PROMPT = "Every morning I drink a cup of hot [MASK]."
# What is attributed does not change what it costs.
TARGET = "coffee"
POINTS = 20


def main():
    arguments = parse_arguments()
    device = arguments.device
    tokenizer = AutoTokenizer.from_pretrained(arguments.tokenizer)
    torch.manual_seed(0)
    model = BertForMaskedLM(BertConfig(vocab_size=len(tokenizer), **SHAPES[arguments.shape])).eval()
    neurons = KnowledgeNeurons(model, tokenizer, model_type="bert", device=device)
    ids = tokenizer(PROMPT, return_tensors="pt").to(device)

    def attribute():
        scores = neurons.get_scores(PROMPT, TARGET, batch_size=POINTS, steps=POINTS, pbar=False)
        assert list(scores.shape) == [model.config.num_hidden_layers, model.config.intermediate_size], scores.shape

    def predict():
        with torch.no_grad():
            model(**ids).logits[0].cpu()

    attributions, predictions = (measure(work, arguments.runs, device) for work in (attribute, predict))
    print(json.dumps({
        "shape": arguments.shape,
        "tokens": ids["input_ids"].shape[1],
        "device": torch.cuda.get_device_name() if device.startswith("cuda") else platform.processor() or device,
        "threads": torch.get_num_threads(),
        "versions": {name: version(name) for name in ("torch", "transformers", "knowledge-neurons")},
        "attribution": attributions,
        "prediction": predictions,
    }))


def measure(work, runs, device):
    """Milliseconds of each run; the first ones, which prepare what the others use, are left out."""
    for _ in range(2):
        work()
    times = []
    for _ in range(runs):
        finish(device)
        began = time.perf_counter()
        work()
        finish(device)
        times.append(1000 * (time.perf_counter() - began))
    return {"median": statistics.median(times), "milliseconds": times}


def finish(device):
    """Waits for a GPU."""
    if device.startswith("cuda"):
        torch.cuda.synchronize()


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shape", choices=SHAPES, default="base")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--tokenizer", default=str(TOKENIZER), help="folder of a BERT's tokenizer")
    return parser.parse_args()


if __name__ == "__main__":
    main()
